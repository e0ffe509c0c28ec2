using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>What the receive side knows about a packet's number before it looks inside.</summary>
internal enum Arrival
{
    /// <summary>Not seen before and within the window.</summary>
    New,

    /// <summary>Seen before, whether it was accepted or not.</summary>
    Duplicate,

    /// <summary>Older than the window: whether it was seen is forgotten, so it counts as seen.</summary>
    Stale,
}

/// <summary>
/// The receive side of the acks: which of the newest packets were seen, so that none is handled twice, and which were
/// accepted, so that only those are acked. The two differ where a payload was malformed.
/// Packet numbers here are the 16-bit sequences continued to 63 bits: they do not wrap.
/// </summary>
internal sealed class AckWindow
{
    /// <summary>How far behind the newest a packet may come: what the ack bits still reach.</summary>
    public const int Reach = 32;

    // Bit i stands for packet newest - i. Twice the reach, because the newest accepted may lie behind the newest seen.
    private ulong _seen;
    private ulong _accepted;
    private long _newest = -1;

    /// <summary>When the newest accepted packet arrived.</summary>
    public TimeSpan NewestAcceptedAt { get; private set; }

    /// <summary>
    /// The packet number nearest to the newest seen that ends in <paramref name="sequence"/>; negative ones were never
    /// sent.
    /// </summary>
    public long Expand(Sequence sequence) => _newest + sequence.DistanceFrom(new Sequence((ushort)_newest));

    public Arrival Classify(long number)
    {
        long behind = _newest - number;
        if (behind < 0)
            return Arrival.New;
        if (behind > Reach)
            return Arrival.Stale;
        return (_seen >> (int)behind & 1) != 0 ? Arrival.Duplicate : Arrival.New;
    }

    /// <summary>Remembers a packet that <see cref="Classify"/> called new; it is not acked yet.</summary>
    public void MarkSeen(long number)
    {
        long ahead = number - _newest;
        if (ahead > 0)
        {
            _seen = ShiftUp(_seen, ahead);
            _accepted = ShiftUp(_accepted, ahead);
            _newest = number;
        }

        _seen |= 1UL << (int)(_newest - number);
    }

    /// <summary>Acks a packet that was marked as seen.</summary>
    public void Accept(long number, TimeSpan receivedAt)
    {
        int behind = (int)(_newest - number);
        Debug.Assert(behind is >= 0 and <= Reach, "Only a packet that was marked as seen just now is accepted.");
        if (BitOperations.TrailingZeroCount(_accepted) > behind)
            NewestAcceptedAt = receivedAt;
        _accepted |= 1UL << behind;
    }

    /// <summary>The ack to send: the newest accepted packet and the 32 before it.</summary>
    /// <returns>False: nothing that the window remembers was accepted.</returns>
    public bool TryGetAck(out Sequence ack, out uint ackBits)
    {
        if (_accepted == 0)
        {
            ack = default;
            ackBits = 0;
            return false;
        }

        int behind = BitOperations.TrailingZeroCount(_accepted);
        ack = new Sequence((ushort)(_newest - behind));
        // Two shifts, because a shift by 64 is a shift by 0.
        ackBits = (uint)(_accepted >> behind >> 1);
        return true;
    }

    private static ulong ShiftUp(ulong bits, long count) => count > 63 ? 0 : bits << (int)count;
}
