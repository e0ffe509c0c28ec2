namespace Replication.Runtime;

/// <summary>How a recording is cut.</summary>
public sealed record RecordingOptions
{
    /// <summary>
    /// Ticks from one keyframe to the next, 1 to 65,536. Default 200: ten seconds at 20 Hz. A keyframe holds every
    /// replica in full; a player that seeks starts at one and plays on from there, and the tick that records one takes
    /// as long as sending the whole world to one client.
    /// </summary>
    public int KeyframeTicks { get; init; } = 200;

    /// <summary>
    /// The ticks after which a block is written out, 1 to 65,536. Default 20. What is not written out is lost in a
    /// crash.
    /// </summary>
    public int BlockTicks { get; init; } = 20;

    /// <summary>
    /// The bytes after which a block is written out, 4,096 to 8 MiB. Default 262,144. It is the memory of the
    /// recording, beside eight bytes for each replica.
    /// </summary>
    public int BlockBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The network ticks of a second, 1 to 1,000, as a hint to players. Default 20. Nothing here depends on it.
    /// </summary>
    public int TicksPerSecond { get; init; } = 20;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is not within its limits.</exception>
    public void Validate()
    {
        Throw.IfOutside(KeyframeTicks, 1, 65_536, nameof(KeyframeTicks));
        Throw.IfOutside(BlockTicks, 1, 65_536, nameof(BlockTicks));
        Throw.IfOutside(BlockBytes, 4_096, 8 * 1024 * 1024, nameof(BlockBytes));
        Throw.IfOutside(TicksPerSecond, 1, 1_000, nameof(TicksPerSecond));
    }
}
