namespace Replication.Transport;

/// <summary>
/// A bounded queue of datagrams between exactly one producer thread and one consumer thread, without locks: fixed slots
/// in one block, two counters that only grow, each written by one side. Allocates when made and never again.
/// </summary>
internal sealed class DatagramRing
{
    private readonly byte[] bytes;
    private readonly ReceivedDatagram[] descriptions;
    private readonly int slotBytes;
    private readonly int mask;

    // Read only by their own side, but for one volatile read by the other. The padding keeps the two sides from
    // sharing a cache line.
    private long written;
#pragma warning disable CS0169, IDE0051 // Padding is there to be unused.
    private readonly PaddedLine padding;
#pragma warning restore CS0169, IDE0051
    private long taken;

    public DatagramRing(int slotCount, int slotBytes)
    {
        this.slotBytes = slotBytes;
        mask = slotCount - 1;
        bytes = GC.AllocateUninitializedArray<byte>(slotCount * slotBytes);
        descriptions = new ReceivedDatagram[slotCount];
    }

    /// <summary>Producer: the next free slot to fill.</summary>
    /// <returns>False: the ring is full.</returns>
    public bool TryReserve(out Span<byte> slot)
    {
        if (written - Volatile.Read(ref taken) > mask)
        {
            slot = default;
            return false;
        }

        slot = bytes.AsSpan((int)(written & mask) * slotBytes, slotBytes);
        return true;
    }

    /// <summary>Producer: hands the reserved slot over.</summary>
    public void Commit(in ReceivedDatagram description)
    {
        descriptions[written & mask] = description;
        Volatile.Write(ref written, written + 1);
    }

    /// <summary>Consumer: the oldest slot, still owned by the ring.</summary>
    /// <returns>False: the ring is empty.</returns>
    public bool TryPeek(out ReadOnlySpan<byte> datagram, out ReceivedDatagram description)
    {
        if (taken == Volatile.Read(ref written))
        {
            datagram = default;
            description = default;
            return false;
        }

        description = descriptions[taken & mask];
        datagram = bytes.AsSpan((int)(taken & mask) * slotBytes, description.LengthBytes);
        return true;
    }

    /// <summary>Consumer: gives the peeked slot back to the producer.</summary>
    public void Release() => Volatile.Write(ref taken, taken + 1);

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct PaddedLine
    {
        private long first;
    }
}
