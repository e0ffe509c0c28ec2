namespace Replication.Transport;

/// <summary>
/// The send side of the acks: every packet in flight, until it is known delivered or taken for lost. A ring of
/// <see cref="Capacity"/>; a packet is resolved exactly once, and an ack that comes after that is only counted.
/// <para>
/// A pending packet is lost when one of these holds (the middle one is RFC 9002's packet threshold with a grace for
/// reordering): the acks' reach has moved past it; three newer packets were acked and the grace has passed since the
/// third; or the retransmission timeout has passed since it was sent.
/// </para>
/// Packet numbers are the 16-bit sequences continued to 63 bits: they do not wrap.
/// </summary>
internal sealed class SentPackets
{
    public const int Capacity = 1_024;

    private const int Mask = Capacity - 1;
    private const int NewerAcksForLoss = 3;

    private readonly Record[] _records = new Record[Capacity];
    private long _oldestPending;
    private long _unreachableBelow;

    // The newest packet that an ack named, and which of the 32 before it were named by any.
    private long _newestNamed = -1;
    private uint _namedBefore;

    /// <summary>The number that the next packet gets.</summary>
    public long NextNumber { get; private set; }

    /// <summary>The newest packet that was acked before it counted as lost; -1 before the first.</summary>
    public long NewestAcked { get; private set; } = -1;

    /// <summary>How many packets with a payload or messages are neither delivered nor lost.</summary>
    public int InFlightCount { get; private set; }

    /// <summary>False: as many are pending as the ring holds.</summary>
    public bool HasRoom => NextNumber - _oldestPending < Capacity;

    /// <summary>Enters the packet <see cref="NextNumber"/>.</summary>
    public void Add(TimeSpan sentAt, bool hasPayload, bool hasMessages = false, int bytes = 0, ushort burst = 0)
    {
        ref Record record = ref _records[NextNumber & Mask];
        record = new Record
        {
            State = SentState.Pending,
            SentAt = sentAt,
            HasPayload = hasPayload,
            HasMessages = hasMessages,
            Bytes = (ushort)bytes,
            Burst = burst,
        };
        InFlightCount += hasPayload || hasMessages ? 1 : 0;
        NextNumber++;
    }

    /// <summary>
    /// Uses up <see cref="NextNumber"/> without a packet. A number that a seal has worked with must not seal other
    /// bytes.
    /// </summary>
    public void Skip()
    {
        _records[NextNumber & Mask] = default;
        NextNumber++;
        AdvanceOldest();
    }

    /// <summary>Checks a received ack against what was sent.</summary>
    /// <param name="ack">The newest packet that it names.</param>
    /// <param name="ackBits">The 32 before.</param>
    /// <param name="rangesReach">How many packets before those its ranges speak of.</param>
    /// <param name="number">The packet's number.</param>
    /// <returns>False: it acks a packet that was never sent.</returns>
    public bool TryExpand(Sequence ack, uint ackBits, int rangesReach, out long number)
    {
        long newest = NextNumber - 1;
        number = newest + ack.DistanceFrom(new Sequence((ushort)newest));
        if (number < 0 || number > newest)
            return false;
        // The lowest packet of the ranges is acked, and was sent only while its number is not negative. The same holds
        // for bit i, which stands for number - 1 - i.
        if (rangesReach > 0)
            return number >= AckWindow.BitCount + rangesReach;
        return number >= AckWindow.BitCount || ackBits >> (int)number == 0;
    }

    /// <summary>
    /// Which bits of an ack say what none before it said: of the 32 that come with every packet, usually one at most.
    /// Each is told once, but in an ack that was overtaken, which gives all of its own.
    /// </summary>
    /// <param name="ack">The newest packet that it names.</param>
    /// <param name="ackBits">The 32 before.</param>
    public uint TakeNewBits(long ack, uint ackBits)
    {
        long ahead = ack - _newestNamed;
        if (ahead < 0)
            return ackBits;
        // The former newest is one of those before, and a shift by 64 would be one by 0.
        uint named = ahead == 0 ? _namedBefore
            : ahead <= AckWindow.BitCount ? (uint)(((ulong)_namedBefore << (int)ahead) | (1UL << (int)(ahead - 1)))
            : 0;
        _newestNamed = ack;
        _namedBefore = named | ackBits;
        return ackBits & ~named;
    }

    /// <summary>Takes in that the peer has packet <paramref name="number"/>.</summary>
    public AckOutcome Acknowledge(long number, TimeSpan at, out SentPacket packet)
    {
        packet = default;
        if (number < 0 || number >= NextNumber || NextNumber - number > Capacity)
            return AckOutcome.Known;

        ref Record record = ref _records[number & Mask];
        if (record.State != SentState.Pending)
        {
            if (record.State != SentState.Lost)
                return AckOutcome.Known;
            // Said once: further acks of it are the ordinary repetition of the ack bits.
            record.State = SentState.Acked;
            packet = Describe(record, number);
            return AckOutcome.AfterLoss;
        }

        packet = Resolve(ref record, number, SentState.Acked);
        NewestAcked = Math.Max(NewestAcked, number);
        for (long older = _oldestPending; older < number; older++)
            CountNewerAck(ref _records[older & Mask], at);
        AdvanceOldest();
        return AckOutcome.Delivered;
    }

    /// <summary>Notes that no later ack reaches below <paramref name="ack"/> - 512.</summary>
    public void MoveAckWindow(long ack) => _unreachableBelow = Math.Max(_unreachableBelow, ack - AckWindow.Reach);

    /// <summary>
    /// Takes the oldest packet that counts as lost at <paramref name="now"/>. Call until it returns false.
    /// </summary>
    public bool TryTakeLost(TimeSpan now, TimeSpan timeout, TimeSpan reorderGrace, out SentPacket packet)
    {
        for (long number = _oldestPending; number < NextNumber; number++)
        {
            ref Record record = ref _records[number & Mask];
            if (record.State == SentState.Pending && IsLost(record, number, now, timeout, reorderGrace))
            {
                packet = Resolve(ref record, number, SentState.Lost);
                AdvanceOldest();
                return true;
            }

            // Nothing newer was acked, so only the timeout is left, and that strikes in the order of sending.
            if (record.State == SentState.Pending && number > NewestAcked)
                break;
        }

        packet = default;
        return false;
    }

    /// <summary>Forgets what is in flight. Nothing is delivered or lost after this.</summary>
    public void Clear()
    {
        _oldestPending = NextNumber;
        InFlightCount = 0;
        Array.Clear(_records);
    }

    private bool IsLost(in Record record, long number, TimeSpan now, TimeSpan timeout, TimeSpan reorderGrace) =>
        number < _unreachableBelow
        || now - record.SentAt >= timeout
        || (record.NewerAcks >= NewerAcksForLoss && now - record.OvertakenAt >= reorderGrace);

    private SentPacket Resolve(ref Record record, long number, SentState state)
    {
        record.State = state;
        SentPacket packet = Describe(record, number);
        InFlightCount -= packet.Matters ? 1 : 0;
        return packet;
    }

    private static SentPacket Describe(in Record record, long number) =>
        new(
            new Sequence((ushort)number),
            record.SentAt,
            record.HasPayload,
            record.HasMessages,
            record.Bytes,
            record.Burst);

    private static void CountNewerAck(ref Record record, TimeSpan at)
    {
        if (record.State != SentState.Pending || record.NewerAcks >= NewerAcksForLoss)
            return;
        record.NewerAcks++;
        record.OvertakenAt = at;
    }

    private void AdvanceOldest()
    {
        while (_oldestPending < NextNumber && _records[_oldestPending & Mask].State != SentState.Pending)
            _oldestPending++;
    }

    private enum SentState : byte
    {
        Empty,
        Pending,
        Acked,
        Lost,
    }

    private struct Record
    {
        public TimeSpan SentAt;
        public TimeSpan OvertakenAt;
        public SentState State;
        public byte NewerAcks;
        public bool HasPayload;
        public bool HasMessages;
        public ushort Bytes;
        public ushort Burst;
    }
}
