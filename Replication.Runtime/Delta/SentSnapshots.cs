using Replication.Transport;

namespace Replication.Runtime;

/// <summary>What each packet under way carried. The session answers for every packet once: delivered or lost.</summary>
internal sealed class SentSnapshots
{
    // As many as a session has under way at most.
    private const int MaxPackets = 1024;

    private readonly Packet[] _packets = new Packet[MaxPackets];
    private SentRecord[] _ring = new SentRecord[256];
    private long _tail;
    private long _head;
    private long _open;

    // The oldest packet that may be open, and the one after the newest; equal while none is.
    private ushort _oldest;
    private ushort _next;

    /// <summary>Notes a record of the packet that is being written.</summary>
    public void Add(SentRecord record)
    {
        if (_head - _tail == _ring.Length) Grow();
        _ring[_head++ & (_ring.Length - 1)] = record;
    }

    /// <summary>Takes back the last record noted since the last commit: its packet was not sent.</summary>
    public bool TryTakeBack(out SentRecord record)
    {
        record = default;
        if (_head == _open) return false;
        record = _ring[--_head & (_ring.Length - 1)];
        return true;
    }

    /// <summary>Files the records noted since the last commit under their packet.</summary>
    public void Commit(Sequence sequence, Tick tick)
    {
        if (_oldest == _next) _oldest = sequence.Value;
        _packets[sequence.Value % MaxPackets] = new Packet(sequence, tick, _open, (int)(_head - _open), true);
        _open = _head;
        _next = (ushort)(sequence.Value + 1);
    }

    /// <summary>Whether a packet is on file, and which tick it carried.</summary>
    public bool TryGet(Sequence sequence, out Tick tick, out int count)
    {
        ref Packet packet = ref _packets[sequence.Value % MaxPackets];
        (tick, count) = (packet.Tick, packet.Count);
        return packet.IsOpen && packet.Sequence == sequence;
    }

    /// <summary>A record of a packet that is on file.</summary>
    public SentRecord Record(Sequence sequence, int i) =>
        _ring[(_packets[sequence.Value % MaxPackets].First + i) & (_ring.Length - 1)];

    /// <summary>Takes a packet off file.</summary>
    public void Close(Sequence sequence)
    {
        _packets[sequence.Value % MaxPackets].IsOpen = false;
        for (; _oldest != _next; _oldest++)
        {
            ref Packet oldest = ref _packets[_oldest % MaxPackets];
            if (oldest.Sequence.Value != _oldest) continue;
            if (oldest.IsOpen) return;
            _tail = Math.Max(_tail, oldest.First + oldest.Count);
        }

        _tail = _open;
    }

    private void Grow()
    {
        var larger = new SentRecord[_ring.Length * 2];
        for (long i = _tail; i < _head; i++) larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = larger;
    }

    private record struct Packet(Sequence Sequence, Tick Tick, long First, int Count, bool IsOpen);
}
