namespace Replication.Runtime;

/// <summary>The packets of one tick for everybody who holds the same: bytes, and what they carry.</summary>
/// <param name="pool">Where packets come from and go.</param>
internal sealed class PacketPlan(SharedPacketPool pool)
{
    private readonly List<SharedPacket> _packets = [];
    private byte[] _bytes = new byte[16 * 1024];
    private int _byteCount;

    /// <summary>The packets, in the order in which they go.</summary>
    public List<SharedPacket> Packets => _packets;

    /// <summary>States that fit no packet that the other side takes.</summary>
    public int TooWide { get; set; }

    /// <summary>Groups of replicas that fit no packet, and went in several.</summary>
    public int SplitGroups { get; set; }

    /// <summary>States in the packets.</summary>
    public int Updates { get; private set; }

    /// <summary>Bytes of the packets.</summary>
    public int ByteCount => _byteCount;

    /// <summary>The bytes of a packet.</summary>
    public ReadOnlySpan<byte> BytesOf(SharedPacket packet) => _bytes.AsSpan(packet.Bytes);

    /// <summary>Forgets the packets.</summary>
    public void Clear()
    {
        foreach (SharedPacket packet in _packets) pool.Release(packet);
        _packets.Clear();
        (_byteCount, Updates, TooWide, SplitGroups) = (0, 0, 0, 0);
    }

    /// <summary>Room for the next packet's bytes.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_byteCount + bytes > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_byteCount + bytes, _bytes.Length * 2));
        return _bytes.AsSpan(_byteCount, bytes);
    }

    /// <summary>A packet to be filled.</summary>
    public SharedPacket Begin(Tick tick) => pool.Rent(tick);

    /// <summary>Takes a packet whose bytes were written into the room.</summary>
    public void Add(SharedPacket packet, int bytes)
    {
        packet.Bytes = _byteCount..(_byteCount + bytes);
        _byteCount += bytes;
        Updates += packet.Counts.Updates;
        _packets.Add(packet);
    }

    /// <summary>Takes a packet back that nothing went into.</summary>
    public void Cancel(SharedPacket packet) => pool.Release(packet);
}
