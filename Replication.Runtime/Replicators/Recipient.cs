using System.Numerics;
using System.Runtime.InteropServices;
using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// One connection as one of those that hold the same: where its packets go, which are under way, and what became of
/// them since the last tick.
/// </summary>
/// <param name="session">Where to.</param>
/// <param name="pool">Where packets go when nobody waits for them any more.</param>
internal sealed class Recipient(Session session, SharedPacketPool pool)
{
    // As many as a session has under way at most.
    private const int MaxPackets = 1024;

    private readonly SharedPacket?[] _underWay = new SharedPacket?[MaxPackets];
    private readonly List<Outcome> _outcomes = [];
    private OutgoingStatistics _counts;

    /// <summary>What the connection holds, together with everybody who holds the same; null before it is sent any.
    /// </summary>
    public OutgoingReplicator? Outgoing { get; set; }

    /// <summary>Who looks through it, where that makes a difference to what it is sent; else null.</summary>
    public Viewer? Viewer { get; set; }

    /// <summary>The most that it is sent in this tick, in bytes.</summary>
    public int BudgetBytes { get; set; }

    /// <summary>The largest payload that it takes.</summary>
    public int MaxPayloadBytes => session.MaxPayloadBytes;

    /// <summary>Counts since the connection began.</summary>
    public OutgoingStatistics Statistics => _counts;

    /// <summary>
    /// Whether the connection acknowledged the newest state of every replica in its view, and the end of every other.
    /// </summary>
    public bool IsConverged => Outgoing is { IsConverged: true } && _outcomes.Count == 0;

    /// <summary>Notes that a packet arrived.</summary>
    public void Delivered(Sequence sequence) => Answer(sequence, OutcomeKind.Delivered);

    /// <summary>Notes that a packet was lost.</summary>
    public void Lost(Sequence sequence) => Answer(sequence, OutcomeKind.Lost);

    /// <summary>Notes that the other side does not hold a baseline.</summary>
    /// <param name="index">The replica's row, as the other side named it.</param>
    public void Refuse(int index)
    {
        if (Outgoing is null || !Outgoing.View.InView.Has(index)) return;
        _counts = _counts with { RefusedBaselines = _counts.RefusedBaselines + 1 };
        _outcomes.Add(new Outcome(OutcomeKind.Refused, null, index));
    }

    /// <summary>Sends the packets of a tick.</summary>
    public void Send(PacketPlan plan, long worldBits)
    {
        PacketCounts sum = default;
        int packets = 0;
        int bytes = 0;
        bool isOpen = true;
        foreach (SharedPacket packet in plan.Packets)
        {
            packet.HolderCount++;
            ReadOnlySpan<byte> payload = plan.BytesOf(packet);
            if (!isOpen || !session.TrySend(payload, out Sequence sequence))
            {
                // The link refused or too much is under way: as if the packet had been lost.
                isOpen = false;
                _outcomes.Add(new Outcome(OutcomeKind.Lost, packet, 0));
                continue;
            }

            _underWay[sequence.Value % MaxPackets] = packet;
            packets++;
            bytes += payload.Length;
            sum = sum.Plus(packet.Counts);
        }

        _counts = _counts.Plus(new OutgoingStatistics(
            1, packets, bytes, sum.Updates, sum.FullUpdates, sum.UpdateBits, sum.FullBits, worldBits, 0,
            plan.TooWide, plan.SplitGroups, sum.CoarseUpdates));
    }

    /// <summary>Whether everything happened to this connection that happened to another, in the same order.</summary>
    /// <param name="other">The other.</param>
    /// <param name="ampleBytes">A budget that is no limit.</param>
    public bool IsLike(Recipient other, int ampleBytes) =>
        MaxPayloadBytes == other.MaxPayloadBytes && ReferenceEquals(Viewer, other.Viewer)
        && BudgetClass(BudgetBytes, ampleBytes) == BudgetClass(other.BudgetBytes, ampleBytes)
        && _outcomes.Count == other._outcomes.Count
        && CollectionsMarshal.AsSpan(_outcomes).SequenceEqual(CollectionsMarshal.AsSpan(other._outcomes));

    /// <summary>Moves on what the connection holds by what happened since the last tick.</summary>
    public void ApplyTo(Acknowledgements acknowledgements)
    {
        foreach (Outcome outcome in _outcomes)
        {
            switch (outcome.Kind)
            {
                case OutcomeKind.Delivered: acknowledgements.Delivered(outcome.Packet!); break;
                case OutcomeKind.Lost: acknowledgements.Lost(outcome.Packet!); break;
                default: acknowledgements.Refuse(outcome.Index); break;
            }
        }
    }

    /// <summary>Forgets what happened: it was applied.</summary>
    public void ForgetOutcomes()
    {
        foreach (Outcome outcome in _outcomes)
        {
            if (outcome.Packet is not null) pool.Release(outcome.Packet);
        }

        _outcomes.Clear();
    }

    /// <summary>Ends the connection: nobody waits for its answers any more.</summary>
    public void Close()
    {
        ForgetOutcomes();
        foreach (ref SharedPacket? packet in _underWay.AsSpan())
        {
            if (packet is not null) pool.Release(packet);
            packet = null;
        }
    }

    // Budgets within an eighth of each other are the same to those that are served together; the least of them counts.
    private static int BudgetClass(int bytes, int ampleBytes)
    {
        if (bytes >= ampleBytes) return int.MaxValue;
        int shift = Math.Max(0, BitOperations.Log2((uint)bytes) - 3);
        return bytes >> shift << shift;
    }

    // The session answers for every packet once.
    private void Answer(Sequence sequence, OutcomeKind kind)
    {
        ref SharedPacket? packet = ref _underWay[sequence.Value % MaxPackets];
        if (packet is null) return;
        _outcomes.Add(new Outcome(kind, packet, 0));
        packet = null;
    }

    private enum OutcomeKind : byte
    {
        Delivered,
        Lost,
        Refused,
    }

    private readonly record struct Outcome(OutcomeKind Kind, SharedPacket? Packet, int Index);
}
