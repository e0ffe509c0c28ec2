namespace Replication.Transport;

/// <summary>
/// Gives out the sequence numbers of one key's packets, each once: they are the nonces. When the range is used up it
/// gives no more, instead of beginning anew.
/// </summary>
internal struct NonceCounter(ulong first, ulong end)
{
    /// <summary>
    /// A client's sequence numbers, in either direction, stay below this; those of the packets that a server sends
    /// before there is a slot, under the same key, begin here.
    /// </summary>
    public const ulong GlobalStart = 1UL << 63;

    public ulong Next { get; private set; } = first;

    public readonly bool IsUsedUp => Next == end;

    public static NonceCounter ForSession() => new(0, GlobalStart);

    public static NonceCounter ForGlobalPackets() => new(GlobalStart, ulong.MaxValue);

    public static NonceCounter ForChallenges() => new(0, ulong.MaxValue);

    public bool TryTake(out ulong sequence)
    {
        sequence = Next;
        if (IsUsedUp)
            return false;
        Next++;
        return true;
    }
}
