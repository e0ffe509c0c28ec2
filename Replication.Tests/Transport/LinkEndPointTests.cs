using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class LinkEndPointTests
{
    [Theory]
    [InlineData("udp://127.0.0.1:7777", LinkScheme.Udp, "127.0.0.1", 7777, "")]
    [InlineData("127.0.0.1:7777", LinkScheme.Udp, "127.0.0.1", 7777, "")]
    [InlineData(" play.example.org:1 ", LinkScheme.Udp, "play.example.org", 1, "")]
    [InlineData("TCP://[::1]:65535", LinkScheme.Tcp, "::1", 65535, "")]
    [InlineData("tls://[fe80::1%3]:7777", LinkScheme.Tls, "fe80::1%3", 7777, "")]
    [InlineData("ws://localhost", LinkScheme.Ws, "localhost", 80, "/")]
    [InlineData("wss://[::1]/play?room=1", LinkScheme.Wss, "::1", 443, "/play?room=1")]
    [InlineData("wss://play.example.org:8443/a/b", LinkScheme.Wss, "play.example.org", 8443, "/a/b")]
    public void What_people_write_is_read(string text, LinkScheme scheme, string host, int port, string path)
    {
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error), error);

        Assert.Equal((scheme, host, port, path), (endPoint.Scheme, endPoint.Host, endPoint.Port, endPoint.Path));
        Assert.True(LinkEndPoint.TryParse(endPoint.ToString(), out LinkEndPoint? again, out _));
        Assert.Equal(endPoint, again);
    }

    [Theory]
    [InlineData(null, "The address is empty: write host:port, as play.example.org:7777.")]
    [InlineData("  ", "The address is empty: write host:port, as play.example.org:7777.")]
    [InlineData("http://a:1", "'http' is no scheme: use udp, tcp, tls, ws or wss.")]
    [InlineData("play.example.org", "'play.example.org' has no port: write play.example.org:7777.")]
    [InlineData("tcp://[::1]", "'[::1]' has no port: write [::1]:7777.")]
    [InlineData("::1:7777", "'::1:7777' looks like an IPv6 address: write it in brackets, as [::1]:7777.")]
    [InlineData("a:70000", "'70000' is no port: a port is 1 to 65535.")]
    [InlineData("a:0", "'0' is no port: a port is 1 to 65535.")]
    [InlineData("a:", "'' is no port: a port is 1 to 65535.")]
    [InlineData(":7777", "There is no host before ':7777': write a name or an address, as 127.0.0.1:7777.")]
    [InlineData("[127.0.0.1]:1", "'[127.0.0.1]' is no IPv6 address: brackets hold one, as [::1]:1.")]
    [InlineData("[]:1", "'[]' is no IPv6 address: brackets hold one, as [::1]:1.")]
    [InlineData("a b:1", "'a b' is neither a name nor an IPv4 address: write one, as play.example.org:1.")]
    [InlineData("udp://a:1/x", "udp has no paths: leave '/x' away, or use ws or wss.")]
    public void What_is_wrong_is_named_with_what_would_be_right(string? text, string expected)
    {
        Assert.False(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error));

        Assert.Null(endPoint);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Garbage_is_refused_without_an_exception()
    {
        const string Alphabet = "udptlsw:/[]%.0123456789abc -\u00e9\0?#@";
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20))
                .Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            if (LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error))
                Assert.True(LinkEndPoint.TryParse(endPoint.ToString(), out _, out _), text);
            else
                Assert.False(string.IsNullOrEmpty(error), text);
        }
    }

    [Theory]
    [InlineData("udp://10.1.2.3:5", "10.1.2.3:5")]
    [InlineData("wss://[2001:db8::1]:5", "[2001:db8::1]:5")]
    [InlineData("ws://localhost:5", "127.0.0.1:5")]
    [InlineData("wss://play.example.org:5", "[100::1]:5")]
    public void A_session_names_a_server_by_its_address_or_a_stand_in(string text, string expected)
    {
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out _));

        Assert.Equal(expected, endPoint.SessionAddress.ToString());
    }
}
