using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>Plays a recording into a world as a client plays a server: without a server.</summary>
/// <remarks>
/// One thread. Playing forward allocates nothing once the world has ceased to grow; seeking does. Methods throw what
/// the stream throws; no content of it makes them throw.
/// </remarks>
public sealed class ReplayPlayer
{
    private readonly ReplayReader _reader;
    private readonly IReplicationStore _store;

    private ReplayPlayer(ReplayReader reader, IReplicationStore store)
    {
        _reader = reader;
        _store = store;
    }

    /// <summary>Whose world was recorded.</summary>
    public ReplaySource Source => _reader.Head.Source;

    /// <summary>The network ticks of a second as they were when it was recorded, as a hint.</summary>
    public int TicksPerSecond => _reader.Head.TicksPerSecond;

    /// <summary>The first tick that can be shown.</summary>
    public Tick FirstTick => _reader.FirstTick;

    /// <summary>The last tick that can be shown.</summary>
    public Tick LastTick => _reader.LastTick;

    /// <summary>The tick that the world shows; zero before the first.</summary>
    public Tick CurrentTick => _reader.CurrentTick;

    /// <summary>How many replicas there are.</summary>
    public int ReplicaCount => _reader.World.Rows.AliveCount;

    /// <summary>
    /// Blocks of the recording that were passed over because they are damaged, up to the next keyframe.
    /// </summary>
    public int DamagedBlocks => _reader.DamagedBlocks;

    /// <summary>
    /// Opens a recording. Nothing is shown before the first <see cref="Step"/> or <see cref="Seek"/>.
    /// </summary>
    /// <param name="stream">The recording, from the stream's position on. It must be able to seek.</param>
    /// <param name="schema">The components here; those of the recording may differ as those of a server may.</param>
    /// <param name="store">The world that shows it, empty.</param>
    /// <param name="options">The limits: as many replicas as the server's options have.</param>
    /// <param name="player">Takes the player.</param>
    /// <param name="problem">Takes why there is none.</param>
    /// <returns>False when the stream cannot be played.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    public static bool TryOpen(
        Stream stream, SchemaTable schema, IReplicationStore store, ReplicationOptions options,
        [NotNullWhen(true)] out ReplayPlayer? player, out ReplayProblem problem)
    {
        options.Validate();
        bool isOpen = ReplayReader.TryOpen(stream, schema, options, out ReplayReader? reader, out problem);
        player = isOpen ? new ReplayPlayer(reader!, store) : null;
        return isOpen;
    }

    /// <summary>Shows the next tick of the recording.</summary>
    /// <returns>False at its end; the world stays as it is.</returns>
    public bool Step()
    {
        if (!_reader.Step()) return false;
        Show();
        return true;
    }

    /// <summary>
    /// Shows a tick: reads on from the keyframe before it, or from where it is. Entities of replicas that are there
    /// before and after stay the same.
    /// </summary>
    /// <param name="tick">
    /// The tick. Where the recording does not have it the last one before it is shown, or the first where all are
    /// later; where it is damaged there, the first one after.
    /// </param>
    public void Seek(Tick tick)
    {
        _reader.Seek(tick);
        Show();
    }

    /// <summary>
    /// A hash of the quantised state of every replica; equal to <see cref="ReplicationServer.Hash"/> of the server that
    /// was recorded, at the same tick.
    /// </summary>
    /// <returns>The hash. Walks every replica.</returns>
    public ulong Hash() => _reader.World.Rows.Hash();

    // Time goes by as it went when it was recorded.
    private void Show() =>
        _reader.World.Apply(_store, TimeSpan.FromSeconds((double)CurrentTick.Value / TicksPerSecond));
}
