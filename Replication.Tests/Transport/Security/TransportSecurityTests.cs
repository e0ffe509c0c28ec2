using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class TransportSecurityTests
{
    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.9.8.7:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData("0.0.0.0:1", false)]
    [InlineData("[::]:1", false)]
    [InlineData("192.168.0.7:1", false)]
    [InlineData("[fe80::1]:1", false)]
    [InlineData("[::ffff:10.0.0.1]:1", false)]
    public void Only_on_a_loopback_address_is_the_default_content_without_a_key(string text, bool isLoopback)
    {
        Assert.True(LinkAddress.TryParse(text, out LinkAddress address));

        Assert.Equal(isLoopback, address.IsLoopback);
        Assert.Equal(!isLoopback, default(TransportSecurity).Seals(address, hasKey: false));
        Assert.True(default(TransportSecurity).Seals(address, hasKey: true));
        Assert.True(TransportSecurity.Sealed.Seals(address, hasKey: false));
        Assert.False(TransportSecurity.InsecureOnTrustedNetwork.Seals(address, hasKey: false));
    }
}
