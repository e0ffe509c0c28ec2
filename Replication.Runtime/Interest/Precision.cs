namespace Replication.Runtime;

/// <summary>
/// How much of the precision of what moves a connection gives up for more states. Where a mover waits for its turn it
/// is off by what it moves meanwhile; bits that say less than that are better spent on the next mover's turn.
/// </summary>
/// <param name="CoarseBits">The bits that movers go without; zero for none.</param>
/// <param name="LeastMotion">How far a mover moves a tick at least to go so, as a power of two of steps.</param>
internal readonly record struct Precision(int CoarseBits, int LeastMotion)
{
    // How much of a replica's motion while it waits a coarse step may be, as a power of two of steps of all fields
    // together. Off by the least in the scene world at waits of 3 to 100 ticks are 1.5 to 3; the less, the coarser.
    private const float Share = 2.5f;

    // What it takes to give up another bit, so that the number does not go up and down.
    private const float Reluctance = 0.1f;

    /// <summary>What holds after a tick, from what went in it.</summary>
    /// <param name="lacking">How many states the connection lacked.</param>
    /// <param name="sent">How many of them went, one at least.</param>
    /// <param name="meanMotion">How far what went and had moved did so in the tick; zero where nothing had.</param>
    /// <param name="mostBits">The most bits to give up.</param>
    public Precision After(int lacking, int sent, float meanMotion, int mostBits)
    {
        // One more and one less a tick, so that a tick in which much happens at once is no reason.
        float wait = MathF.Log2((float)lacking / sent);
        float wanted = lacking == sent || meanMotion == 0 ? CoarseBits - 1 : wait + meanMotion - Share;
        int bits = CoarseBits;
        if (wanted >= bits + 1 + Reluctance)
            bits++;
        else if (wanted < bits)
            bits--;
        bits = Math.Clamp(bits, 0, mostBits);
        return bits == 0 ? default : new Precision(bits, (int)MathF.Ceiling(bits + Share - 1 - wait));
    }
}
