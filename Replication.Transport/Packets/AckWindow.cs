using System.Diagnostics;

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
    /// <summary>
    /// How far behind the newest a packet may come and be acked: half of what the sender's ring holds.
    /// </summary>
    public const int Reach = 512;

    /// <summary>How many packets before the newest the ack bits name.</summary>
    public const int BitCount = 32;

    // The bit of packet n lies at -n, so that the ack bits, newest first, are read as they lie.
    private readonly BitRing _seen = new(2 * Reach);
    private readonly BitRing _accepted = new(2 * Reach);
    private long _newest = -1;
    private long _newestAccepted = -1;

    // The lowest packet accepted since the last ack was sent, and that of the two acks before: each packet is named in
    // at least three acks, by ranges where the bits do not reach it.
    private long _lowestSinceAck = long.MaxValue;
    private long _lowestOfLastAck = long.MaxValue;
    private long _lowestOfAckBefore = long.MaxValue;

    /// <summary>When the newest accepted packet arrived.</summary>
    public TimeSpan NewestAcceptedAt { get; private set; }

    /// <summary>
    /// The packet number nearest to the newest seen that ends in <paramref name="sequence"/>; negative ones were never
    /// sent.
    /// </summary>
    public long Expand(Sequence sequence) => _newest + sequence.DistanceFrom(new Sequence((ushort)_newest));

    /// <summary>Whether a packet is newer than all that were seen.</summary>
    public bool IsNewest(long number) => number > _newest;

    public Arrival Classify(long number)
    {
        long behind = _newest - number;
        if (behind < 0)
            return Arrival.New;
        if (behind > Reach)
            return Arrival.Stale;
        return _seen.Get(-number) ? Arrival.Duplicate : Arrival.New;
    }

    /// <summary>Remembers a packet that <see cref="Classify"/> called new; it is not acked yet.</summary>
    public void MarkSeen(long number)
    {
        if (number > _newest)
        {
            long clearTo = -number + Math.Min(number - _newest, _seen.Capacity);
            _seen.Clear(-number, clearTo);
            _accepted.Clear(-number, clearTo);
            _newest = number;
        }

        _seen.Set(-number, 1 - number);
    }

    /// <summary>Acks a packet that was marked as seen.</summary>
    public void Accept(long number, TimeSpan receivedAt)
    {
        Debug.Assert(_newest - number is >= 0 and <= Reach, "Only a packet that was marked as seen just now is taken.");
        _accepted.Set(-number, 1 - number);
        _lowestSinceAck = Math.Min(_lowestSinceAck, number);
        if (number <= _newestAccepted)
            return;
        _newestAccepted = number;
        NewestAcceptedAt = receivedAt;
    }

    /// <summary>The ack to send: the newest accepted packet and the 32 before it.</summary>
    /// <returns>False: nothing that the window remembers was accepted.</returns>
    public bool TryGetAck(out Sequence ack, out uint ackBits)
    {
        ack = new Sequence((ushort)_newestAccepted);
        bool has = _newestAccepted >= 0 && _newest - _newestAccepted <= Reach;
        ackBits = has ? _accepted.Read32(1 - _newestAccepted) : 0;
        return has;
    }

    /// <summary>
    /// Writes what the bits do not reach and was not named in three acks yet, as <see cref="AckRanges"/>.
    /// </summary>
    /// <returns>Their length in bytes; 0 when the bits are enough.</returns>
    public int WriteRanges(Span<byte> target)
    {
        long lowest = Math.Min(Math.Min(_lowestSinceAck, _lowestOfLastAck), _lowestOfAckBefore);
        lowest = Math.Max(lowest, _newest - Reach);
        return AckRanges.Write(target, _accepted, BitCount + 1 - _newestAccepted, 1 - lowest);
    }

    /// <summary>Notes that an ack was sent.</summary>
    public void NoteAckSent()
    {
        _lowestOfAckBefore = _lowestOfLastAck;
        _lowestOfLastAck = _lowestSinceAck;
        _lowestSinceAck = long.MaxValue;
    }
}
