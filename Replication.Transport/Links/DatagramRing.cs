using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// A bounded queue of datagrams between exactly one producer and one consumer, on one thread or two, without locks:
/// fixed slots in one block that does not move, two counters that only grow, each written by one side. Allocates when
/// made and never again.
/// </summary>
internal sealed class DatagramRing
{
    private const int DroppedLength = -1;

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
        _bytes = GC.AllocateUninitializedArray<byte>(slotCount * slotBytes, pinned: true);
        _descriptions = new ReceivedDatagram[slotCount];
    }

    /// <summary>Producer: how many slots are free.</summary>
    public int FreeCount => (int)(_mask + 1 - (_written - Volatile.Read(ref _taken)));

    /// <summary>Producer: a free slot to fill, <paramref name="ahead"/> places after the first free one.</summary>
    public Span<byte> Slot(int ahead) => _bytes.AsSpan(OffsetOf(_written + ahead), _slotBytes);

    /// <summary>Producer: where that slot lies, for the system to write to.</summary>
    public nint SlotPointer(int ahead) => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, OffsetOf(_written + ahead));

    /// <summary>Producer: says what is in a slot.</summary>
    public void Describe(int ahead, in ReceivedDatagram description) =>
        _descriptions[_written + ahead & _mask] = description;

    /// <summary>Producer: says that a slot that was filled has nothing for the consumer.</summary>
    public void Drop(int ahead) =>
        _descriptions[_written + ahead & _mask] = new ReceivedDatagram(DroppedLength, default, TimeSpan.Zero);

    /// <summary>Producer: hands so many slots over, each described or dropped.</summary>
    public void Commit(int count) => Volatile.Write(ref _written, _written + count);

    /// <summary>Consumer: the oldest slot, its own until it gives it back.</summary>
    /// <returns>False: the ring is empty.</returns>
    public bool TryPeek(out Span<byte> datagram, out ReceivedDatagram description)
    {
        for (; _taken != Volatile.Read(ref _written); Release())
        {
            description = _descriptions[_taken & _mask];
            if (description.LengthBytes == DroppedLength)
                continue;
            datagram = _bytes.AsSpan(OffsetOf(_taken), description.LengthBytes);
            return true;
        }

        datagram = default;
        description = default;
        return false;
    }

    /// <summary>Consumer: gives the peeked slot back to the producer.</summary>
    public void Release() => Volatile.Write(ref _taken, _taken + 1);

    /// <summary>
    /// Begins at the first slot again, where the ring is empty and both sides are one thread: what is written next is
    /// in the processor's cache, which the slots one after the other would push out.
    /// </summary>
    public void Rewind()
    {
        Debug.Assert(_written == _taken, "Nothing that waits is lost.");
        _written = 0;
        _taken = 0;
    }

    private int OffsetOf(long position) => (int)(position & _mask) * _slotBytes;

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct PaddedLine
    {
        private long _first;
    }
}
