using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>State payloads, whose sender learns of each whether it arrived.</summary>
public sealed class PayloadConformanceTests
{
    private const int Count = 300;

    // A reader that a busy machine lets wait may bring all of them at a time: one connection's share has room for that.
    private static readonly ConnectionOptions Roomy = new() { ReceiveRingCount = 4_096 };

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Payloads_of_every_size_arrive_both_ways_and_are_reported(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind, options: Roomy);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        RecordingHandler server = world.HandlerOf(onServer);

        for (int number = 1; number <= Count; number++)
        {
            byte[] payload = Payload(number, client.Session.MaxPayloadBytes);
            world.RunUntil(() => client.Session.TrySend(payload, out _));
            world.RunUntil(() => onServer.TrySend(payload, out _));
        }

        // Over UDP the system may drop one; a connection carries whatever it took.
        bool IsThere(RecordingHandler receiver) => kind == LinkKind.Udp || receiver.Payloads.Count == Count;
        world.RunUntil(() => IsReported(client.Handler) && IsReported(server));
        world.RunUntil(() => IsThere(client.Handler) && IsThere(server));
        world.RunUntil(() => IsDelivered(client.Session, client.Handler) && IsDelivered(onServer, server));
        AssertArrived(client.Handler, server, client.Session.MaxPayloadBytes);
        AssertArrived(server, client.Handler, client.Session.MaxPayloadBytes);
    }

    private static bool IsReported(RecordingHandler sender) =>
        sender.DeliveredSequences.Count + sender.LostSequences.Count == Count;

    // On a busy machine the acks of all those may come so late that they are reported as lost; one more is sent until
    // one has come in time.
    private static bool IsDelivered(Session session, RecordingHandler handler)
    {
        session.TrySend(Payload(0, session.MaxPayloadBytes), out _);
        return handler.DeliveredSequences.Count > 0;
    }

    private static void AssertArrived(RecordingHandler sender, RecordingHandler receiver, int maxBytes)
    {
        Assert.True(receiver.Payloads.Count >= sender.DeliveredSequences.Count);
        foreach (byte[] payload in receiver.Payloads)
            Assert.Equal(Payload(payload[0] | payload[1] << 8, maxBytes), payload);
    }

    private static byte[] Payload(int number, int maxBytes)
    {
        byte[] payload = new byte[number == Count ? maxBytes : 2 + number * 37 % (maxBytes - 2)];
        new Random(number).NextBytes(payload);
        payload[0] = (byte)number;
        payload[1] = (byte)(number >> 8);
        return payload;
    }
}
