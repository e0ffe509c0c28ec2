namespace Replication.Transport;

/// <summary>
/// A bounded queue of datagrams between exactly one producer thread and one consumer thread, without locks: fixed slots
/// in one block, two counters that only grow, each written by one side. Allocates when made and never again.
/// </summary>
internal sealed class DatagramRing
{
    private readonly byte[] _bytes;
    private readonly ReceivedDatagram[] _descriptions;
    private readonly int _slotBytes;
    private readonly int _mask;

    // Read only by their own side, but for one volatile read by the other. The padding keeps the two sides from
    // sharing a cache line.
    private long _written;
#pragma warning disable CS0169, IDE0051 // Padding is there to be unused.
    private readonly PaddedLine _padding;
#pragma warning restore CS0169, IDE0051
    private long _taken;

    public DatagramRing(int slotCount, int slotBytes)
    {
        _slotBytes = slotBytes;
        _mask = slotCount - 1;
        _bytes = GC.AllocateUninitializedArray<byte>(slotCount * slotBytes);
        _descriptions = new ReceivedDatagram[slotCount];
    }

    /// <summary>Producer: the next free slot to fill.</summary>
    /// <returns>False: the ring is full.</returns>
    public bool TryReserve(out Span<byte> slot)
    {
        if (_written - Volatile.Read(ref _taken) > _mask)
        {
            slot = default;
            return false;
        }

        slot = _bytes.AsSpan((int)(_written & _mask) * _slotBytes, _slotBytes);
        return true;
    }

    /// <summary>Producer: hands the reserved slot over.</summary>
    public void Commit(in ReceivedDatagram description)
    {
        _descriptions[_written & _mask] = description;
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>Consumer: the oldest slot, still owned by the ring.</summary>
    /// <returns>False: the ring is empty.</returns>
    public bool TryPeek(out ReadOnlySpan<byte> datagram, out ReceivedDatagram description)
    {
        if (_taken == Volatile.Read(ref _written))
        {
            datagram = default;
            description = default;
            return false;
        }

        description = _descriptions[_taken & _mask];
        datagram = _bytes.AsSpan((int)(_taken & _mask) * _slotBytes, description.LengthBytes);
        return true;
    }

    /// <summary>Consumer: gives the peeked slot back to the producer.</summary>
    public void Release() => Volatile.Write(ref _taken, _taken + 1);

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct PaddedLine
    {
        private long _first;
    }
}
