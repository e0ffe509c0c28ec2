using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// Messages of an unreliable or sequenced channel of which fragments are missing: a fixed number of slots, each
/// message's by its number. A newer message takes the slot of an older one, which is given up. A slot's memory follows
/// the largest message that it held.
/// </summary>
internal sealed class FragmentSlots
{
    private const int MaxSlots = 16;

    private readonly Slot[] _slots;
    private readonly int _fragmentBytes;
    private readonly ChannelCounters _counters;
    private int _usedCount;

    public FragmentSlots(ChannelOptions options, int fragmentBytes, ChannelCounters counters)
    {
        // A power of two, so that the slot of a number goes on over the number's wrap.
        int count = Math.Clamp(options.WindowBytes / options.MaxMessageBytes, 1, MaxSlots);
        _slots = new Slot[1 << BitOperations.Log2((uint)count)];
        _fragmentBytes = fragmentBytes;
        _counters = counters;
    }

    /// <summary>Takes a fragment whose size was checked.</summary>
    public ChannelViolation Take(in MessageRecord fragment, out ReadOnlySpan<byte> message, out bool isWhole)
    {
        message = default;
        isWhole = false;
        ref Slot slot = ref _slots[fragment.Id.Value & (_slots.Length - 1)];
        if (!slot.IsUsed || fragment.Id.IsNewerThan(slot.Id))
            Begin(ref slot, fragment);
        if (slot.Id != fragment.Id)
        {
            _counters.MessagesStale++;
            return ChannelViolation.None;
        }

        if (slot.LastIndex != fragment.LastIndex || !slot.TryMark(fragment.Index))
            return ChannelViolation.Inconsistent;
        fragment.Bytes.CopyTo(slot.Bytes.AsSpan(fragment.Index * _fragmentBytes));
        if (fragment.Index == fragment.LastIndex)
            slot.MessageBytes = fragment.Index * _fragmentBytes + fragment.Bytes.Length;
        if (--slot.MissingCount > 0)
            return ChannelViolation.None;

        slot.IsUsed = false;
        _usedCount--;
        isWhole = true;
        message = slot.Bytes.AsSpan(0, slot.MessageBytes);
        return ChannelViolation.None;
    }

    /// <summary>Gives up messages that are not newer than one that was handed out.</summary>
    public void DropUpTo(Sequence id)
    {
        // Most messages are no larger than a packet.
        if (_usedCount == 0)
            return;
        foreach (ref Slot slot in _slots.AsSpan())
        {
            if (!slot.IsUsed || slot.Id.IsNewerThan(id))
                continue;
            slot.IsUsed = false;
            _usedCount--;
            _counters.MessagesIncomplete++;
        }
    }

    private void Begin(ref Slot slot, in MessageRecord fragment)
    {
        _counters.MessagesIncomplete += slot.IsUsed ? 1 : 0;
        _usedCount += slot.IsUsed ? 0 : 1;
        int bytes = (fragment.LastIndex + 1) * _fragmentBytes;
        if (slot.Bytes is null || slot.Bytes.Length < bytes)
            slot.Bytes = new byte[bytes];
        slot.Id = fragment.Id;
        slot.IsUsed = true;
        slot.LastIndex = fragment.LastIndex;
        slot.MissingCount = fragment.LastIndex + 1;
        slot.Marks = default;
    }

    private struct Slot
    {
        public byte[]? Bytes;
        public MarkBits Marks;
        public int MissingCount;
        public int MessageBytes;
        public Sequence Id;
        public byte LastIndex;
        public bool IsUsed;

        /// <returns>False: the fragment was there.</returns>
        public bool TryMark(byte index)
        {
            ulong bit = 1UL << index;
            bool isNew = (Marks[index >> 6] & bit) == 0;
            Marks[index >> 6] |= bit;
            return isNew;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(DatagramSender.MaxFragmentCount / 64)]
    private struct MarkBits
    {
        private ulong _first;
    }
}
