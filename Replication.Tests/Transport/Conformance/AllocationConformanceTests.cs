using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>What the thread of the caller's loop allocates, with the system's sockets underneath.</summary>
public sealed class AllocationConformanceTests
{
    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void An_exchange_allocates_nothing_on_the_callers_thread(LinkKind kind)
    {
        var links = new ConformanceLinks(kind, TimeProvider.System);
        (ILink link, LinkAddress server) = links.OpenClient();
        using var pair = new QuietPair(
            links.Server, link, TimeProvider.System, server, ProtectionOf(kind));
        Patience.Until(() => pair.Client.Session.State == SessionState.Connected, pair.Exchange);

        Assert.Equal(0, QuietPair.Measure(pair.Exchange));
        Patience.Until(() => pair.Client.Session.Statistics.PacketsDelivered > 0, pair.Exchange);
    }

    private static Protection ProtectionOf(LinkKind kind) => kind switch
    {
        LinkKind.UdpSealed => Protection.Sealed,
        LinkKind.UdpNetcode => Protection.Netcode,
        _ => Protection.Open,
    };
}
