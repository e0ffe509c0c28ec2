using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>A piece of a channel's stream that a packet carried: positions From to before From + Length.</summary>
internal readonly record struct Segment(long From, ushort Length, byte Channel)
{
    public long To => From + Length;
}

/// <summary>
/// Which pieces of which streams are in which packet, until the packet is resolved. Two rings: one entry for each
/// packet, and the segments behind one another. Nothing is allocated before the first segment.
/// </summary>
internal sealed class SentSegments
{
    /// <summary>
    /// So many segments are unresolved at most; what does not fit waits for an earlier packet's fate.
    /// </summary>
    public const int MaxCount = 8_192;

    // More is seldom under way; to grow is not for the middle of a game.
    private const int MinCapacity = 512;

    private PacketEntry[] _packets = [];
    private Entry[] _entries = [];
    private long _oldest;
    private long _end;

    // Older entries were overwritten, or left behind when the ring grew.
    private long _kept;

    public bool HasRoom => _end - _oldest < MaxCount;

    /// <summary>Opens the packet that the following segments are in.</summary>
    public void Begin(Sequence packet)
    {
        if (_packets.Length == 0)
            _packets = new PacketEntry[SentPackets.Capacity];
        _packets[packet.Value % SentPackets.Capacity] = new PacketEntry(_end, 0, packet);
    }

    public void Add(Sequence packet, in Segment segment)
    {
        Debug.Assert(HasRoom, "The caller asks before.");
        if (_end - _oldest == _entries.Length)
            Grow();
        _entries[_end & (_entries.Length - 1)] = new Entry(segment.From, segment.Length, segment.Channel);
        _end++;
        _kept = Math.Max(_kept, _end - _entries.Length);
        _packets[packet.Value % SentPackets.Capacity].Count++;
    }

    /// <summary>The segments of a packet; fewer, or none, where they are forgotten.</summary>
    /// <param name="packet">A packet that was begun.</param>
    /// <param name="first">The number of the first.</param>
    /// <returns>How many there are.</returns>
    public int Find(Sequence packet, out long first)
    {
        first = 0;
        if (_packets.Length == 0)
            return 0;
        PacketEntry found = _packets[packet.Value % SentPackets.Capacity];
        first = found.First;
        return found.Packet == packet && found.First >= _kept ? found.Count : 0;
    }

    public Segment this[long number]
    {
        get
        {
            ref readonly Entry entry = ref _entries[number & (_entries.Length - 1)];
            return new Segment(entry.From, entry.Length, entry.Channel);
        }
    }

    /// <summary>Gives the room of a packet's segments back. They stay readable until it is used.</summary>
    public void Resolve(Sequence packet)
    {
        int count = Find(packet, out long first);
        for (long number = first; number < first + count; number++)
            _entries[number & (_entries.Length - 1)].IsResolved = true;
        while (_oldest < _end && _entries[_oldest & (_entries.Length - 1)].IsResolved)
            _oldest++;
    }

    private void Grow()
    {
        Entry[] former = _entries;
        _entries = new Entry[Math.Max(MinCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)former.Length + 1))];
        for (long number = _oldest; number < _end; number++)
            _entries[number & (_entries.Length - 1)] = former[number & (former.Length - 1)];
        _kept = _oldest;
    }

    private record struct PacketEntry(long First, int Count, Sequence Packet);

    // 16 bytes.
    private record struct Entry(long From, ushort Length, byte Channel, bool IsResolved = false);
}
