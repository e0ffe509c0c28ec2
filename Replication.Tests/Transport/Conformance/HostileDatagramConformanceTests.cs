using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>Datagrams that are no packets, over every link: counted, and nobody's session is disturbed.</summary>
public sealed class HostileDatagramConformanceTests
{
    private const int Count = 300;

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Garbage_is_dropped_and_disturbs_no_session(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        (ILink attacker, LinkAddress server) = world.Links.OpenClient();
        var random = new Random(1);
        for (int index = 0; index < Count; index++)
        {
            byte[] garbage = new byte[random.Next(1, 1_300)];
            random.NextBytes(garbage);
            world.RunUntil(() => attacker.Send(garbage, server));
        }

        // Some never come so far: the system or the link has no room for them.
        world.RunUntil(() => Dropped(world.Server.Statistics) >= Count / 2);
        Assert.True(client.Session.TrySend([1, 2, 3], out _));
        world.RunUntil(() => world.HandlerOf(onServer).Payloads.Count == 1);

        Assert.Equal(SessionState.Connected, client.Session.State);
        Assert.Single(world.Acceptor.Connections);
        attacker.Dispose();
    }

    private static long Dropped(TransportStatistics counts) =>
        counts.Garbage + counts.UnknownSender + counts.BadSeal + counts.HandshakesRejected;
}
