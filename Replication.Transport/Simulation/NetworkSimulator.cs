namespace Replication.Transport;

/// <summary>
/// One direction of a bad network: a queue of datagrams ordered by when they are due, filled by seeded chance. The same
/// seed, conditions and calls give the same deliveries. Used by one thread. Keeps the buffers it has made, so
/// that nothing is allocated once as many datagrams were on the way as ever will be.
/// </summary>
public sealed class NetworkSimulator
{
    /// <summary>How many datagrams are on the way at most by default.</summary>
    public const int DefaultCapacity = 4_096;

    private readonly SimulatorBuffers _buffers;
    private readonly int _capacity;
    private readonly PriorityQueue<int, DueTime> _queue = new();
    private readonly List<InFlight> _slots = [];
    private readonly Stack<int> _freeSlots = [];

    private NetworkConditions _conditions;
    private SeededRandom _random;
    private LossBursts _bursts;
    private TimeSpan _lastDueAt = TimeSpan.MinValue;
    private TimeSpan _busyUntil;
    private ulong _order;
    private SimulatorStatistics _counts;

    /// <summary>Makes an empty network.</summary>
    /// <param name="conditions">How bad it is.</param>
    /// <param name="seed">Decides all chance; any number.</param>
    /// <param name="capacity">
    /// How many datagrams may be on the way, 1 to 1,048,576; more are dropped and counted.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A condition or the capacity is out of its range.</exception>
    public NetworkSimulator(NetworkConditions conditions, ulong seed, int capacity = DefaultCapacity)
        : this(conditions, seed, capacity, new SimulatorBuffers())
    {
    }

    internal NetworkSimulator(NetworkConditions conditions, ulong seed, int capacity, SimulatorBuffers buffers)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        conditions.Validate();
        if (capacity is < 1 or > 1 << 20)
            Throw.OptionOutOfRange(nameof(capacity), capacity, "is 1 to 1,048,576 datagrams");
        _conditions = conditions;
        _capacity = capacity;
        _buffers = buffers;
        _random = new SeededRandom(seed);
        _bursts = new LossBursts(seed);
    }

    /// <summary>How bad the network is. New conditions hold for what is taken in from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public NetworkConditions Conditions
    {
        get => _conditions;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _conditions = value;
        }
    }

    /// <summary>What was done so far.</summary>
    public SimulatorStatistics Statistics => _counts;

    /// <summary>Takes a datagram in: loses it, or decides when it and perhaps a copy are due.</summary>
    /// <param name="datagram">Copied.</param>
    /// <param name="from">Who the receiver will see as its sender.</param>
    /// <param name="sentAt">When its way begins.</param>
    public void Enqueue(ReadOnlySpan<byte> datagram, LinkAddress from, TimeSpan sentAt)
    {
        _counts = _counts with { Offered = _counts.Offered + 1 };
        // All chance is drawn whatever comes of it, so that one datagram's luck does not shift the next one's.
        bool lost = _random.NextChance(_conditions.LossRatio);
        bool held = _random.NextChance(_conditions.ReorderRatio);
        bool duplicated = _random.NextChance(_conditions.DuplicateRatio);
        TimeSpan jitter = _random.NextTime(_conditions.Jitter);
        TimeSpan copyJitter = _random.NextTime(_conditions.Jitter);
        lost = _bursts.Next(_conditions) ?? lost;
        if (IsDropped(datagram.Length, lost, ref sentAt))
            return;
        if (held)
            _counts = _counts with { Reordered = _counts.Reordered + 1 };
        Schedule(datagram, from, DueAt(sentAt, jitter, held));
        if (!duplicated)
            return;
        _counts = _counts with { Duplicated = _counts.Duplicated + 1 };
        Schedule(datagram, from, DueAt(sentAt, copyJitter, held: false));
    }

    /// <summary>
    /// Gives out the next datagram that is due; of those due at the same instant, the one taken in first.
    /// </summary>
    /// <param name="now">The time up to which datagrams are due.</param>
    /// <param name="buffer">Receives the bytes; a datagram that does not fit is dropped and counted.</param>
    /// <param name="received">The sender, the length, and as time of arrival the instant when it was due.</param>
    /// <returns>False: nothing is due.</returns>
    public bool TryDequeue(TimeSpan now, Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_queue.TryPeek(out int slot, out DueTime due) && due.At <= now)
        {
            _queue.Dequeue();
            _freeSlots.Push(slot);
            InFlight datagram = _slots[slot];
            // Nobody rents before the bytes are copied.
            _buffers.Return(datagram.Buffer);
            if (datagram.LengthBytes > buffer.Length)
            {
                _counts = _counts with { Oversized = _counts.Oversized + 1 };
                continue;
            }

            datagram.Buffer.AsSpan(0, datagram.LengthBytes).CopyTo(buffer);
            _counts = _counts with { Delivered = _counts.Delivered + 1 };
            received = new ReceivedDatagram(datagram.LengthBytes, datagram.From, due.At);
            return true;
        }

        received = default;
        return false;
    }

    /// <summary>Whether something with an address is on the way. Looks at everything that is.</summary>
    internal bool Holds(LinkAddress address)
    {
        foreach ((int slot, _) in _queue.UnorderedItems)
        {
            if (_slots[slot].From == address)
                return true;
        }

        return false;
    }

    // Moves the time on to when the last byte has left the bottleneck.
    private bool IsDropped(int lengthBytes, bool lost, ref TimeSpan at)
    {
        if (lengthBytes > _conditions.MaxDatagramBytes)
        {
            _counts = _counts with { TooLarge = _counts.TooLarge + 1 };
            return true;
        }

        if (lost)
        {
            _counts = _counts with { Lost = _counts.Lost + 1 };
            return true;
        }

        if (_conditions.BytesPerSecond == 0)
            return false;
        TimeSpan startsAt = _busyUntil > at ? _busyUntil : at;
        if (startsAt - at > _conditions.QueueTime)
        {
            _counts = _counts with { QueueFull = _counts.QueueFull + 1 };
            return true;
        }

        at = startsAt + TimeSpan.FromTicks(lengthBytes * TimeSpan.TicksPerSecond / _conditions.BytesPerSecond);
        _busyUntil = at;
        return false;
    }

    private TimeSpan DueAt(TimeSpan sentAt, TimeSpan jitter, bool held)
    {
        TimeSpan dueAt = sentAt + _conditions.Latency + jitter;
        if (held)
            return dueAt + _conditions.ReorderDelay;
        // Jitter alone keeps the order: who waits makes those behind wait.
        _lastDueAt = dueAt > _lastDueAt ? dueAt : _lastDueAt;
        return _lastDueAt;
    }

    private void Schedule(ReadOnlySpan<byte> datagram, LinkAddress from, TimeSpan dueAt)
    {
        if (_queue.Count >= _capacity)
        {
            _counts = _counts with { Overflowed = _counts.Overflowed + 1 };
            return;
        }

        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _slots.Count;
            _slots.Add(default);
        }

        byte[] buffer = _buffers.Rent(datagram.Length);
        datagram.CopyTo(buffer);
        _slots[slot] = new InFlight(buffer, datagram.Length, from);
        _queue.Enqueue(slot, new DueTime(dueAt, _order++));
    }

    private readonly record struct InFlight(byte[] Buffer, int LengthBytes, LinkAddress From);

    private readonly record struct DueTime(TimeSpan At, ulong Order) : IComparable<DueTime>
    {
        public int CompareTo(DueTime other)
        {
            int byTime = At.CompareTo(other.At);
            return byTime != 0 ? byTime : Order.CompareTo(other.Order);
        }
    }
}
