namespace Replication.Runtime;

/// <summary>
/// What one packet carried, until everybody whom it went to is known to have it or not. Connections that hold the same
/// are sent the same packets, so this is there once for all of them.
/// </summary>
internal sealed class SharedPacket
{
    private SentRecord[] _records = new SentRecord[64];
    private int _count;

    /// <summary>The tick that it is of.</summary>
    public Tick Tick { get; private set; }

    /// <summary>Where its bytes are while it is sent.</summary>
    public Range Bytes { get; set; }

    /// <summary>What it counts for in the statistics of whoever it is sent to.</summary>
    public PacketCounts Counts { get; set; }

    /// <summary>How many connections have yet to learn what became of it, and the plan that it is in.</summary>
    public int HolderCount { get; set; }

    /// <summary>What it carried.</summary>
    public ReadOnlySpan<SentRecord> Records => _records.AsSpan(0, _count);

    /// <summary>Starts anew.</summary>
    public void Begin(Tick tick)
    {
        Tick = tick;
        _count = 0;
        Counts = default;
        HolderCount = 1;
    }

    /// <summary>Notes a record.</summary>
    public void Add(SentRecord record)
    {
        if (_count == _records.Length) Array.Resize(ref _records, _count * 2);
        _records[_count++] = record;
    }
}

/// <summary>What a packet counts for.</summary>
/// <param name="Updates">States in it.</param>
/// <param name="FullUpdates">Those in full.</param>
/// <param name="CoarseUpdates">Those with bits left out.</param>
/// <param name="UpdateBits">The bits of all.</param>
/// <param name="FullBits">The bits that they would have in full.</param>
internal readonly record struct PacketCounts(
    int Updates, int FullUpdates, int CoarseUpdates, int UpdateBits, int FullBits)
{
    public PacketCounts Plus(PacketCounts other) => new(
        Updates + other.Updates, FullUpdates + other.FullUpdates, CoarseUpdates + other.CoarseUpdates,
        UpdateBits + other.UpdateBits, FullBits + other.FullBits);
}

/// <summary>Packets that nobody waits for any more, to be used again. For any thread.</summary>
internal sealed class SharedPacketPool
{
    private readonly Lock _gate = new();
    private readonly Stack<SharedPacket> _free = [];

    public SharedPacket Rent(Tick tick)
    {
        SharedPacket packet;
        lock (_gate) packet = _free.TryPop(out SharedPacket? free) ? free : new SharedPacket();
        packet.Begin(tick);
        return packet;
    }

    /// <summary>Gives up one holder's claim.</summary>
    public void Release(SharedPacket packet)
    {
        if (--packet.HolderCount > 0) return;
        lock (_gate) _free.Push(packet);
    }
}
