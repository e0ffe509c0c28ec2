namespace Replication.Runtime;

/// <summary>
/// Saves a server's world and restores it, in the format of a recording that is one keyframe long: replicas with their
/// ids, and the generations of ids that are free.
/// </summary>
/// <remarks>
/// What is saved is the state as it is sent: on the ranges and steps of the components. A build with other components
/// restores it as it would read a server that has them.
/// </remarks>
public static class WorldSave
{
    /// <summary>Saves the state of the tick last captured.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stream">Takes the state, from its position on.</param>
    /// <exception cref="InvalidOperationException">The server has not ticked yet.</exception>
    /// <exception cref="IOException">The stream does not take it.</exception>
    public static void Save(ReplicationServer server, Stream stream)
    {
        if (server.CurrentTick.Value == 0) Throw.NothingCaptured();
        var options = new RecordingOptions();
        var head = new ReplayHead(
            ReplaySource.Server, options.TicksPerSecond, server.Schema.Hash,
            SchemaDescription.Write(server.Schema) ?? []);
        head.Write(stream);
        var block = new BlockWriter(stream, options.BlockBytes);
        var recorder = new RowRecorder(server.Schema);
        block.AddKeyframe(server.CurrentTick);
        recorder.WriteGenerations(server.Rows, server.CurrentTick, block);
        recorder.Write(server.Rows, server.Log, server.CurrentTick, block, isKeyframe: true);
        block.AddTick(server.CurrentTick);
        block.Flush();
        stream.Flush();
    }

    /// <summary>
    /// Fills a server that has not ticked yet, and its store, from what <see cref="Save"/> wrote or from the first
    /// keyframe of a recording. Ticks go on from the saved one.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="stream">Any bytes, from the stream's position on; can seek.</param>
    /// <param name="problem">Takes why the world was not restored.</param>
    /// <returns>False when it was not; server and store are as they were.</returns>
    /// <exception cref="InvalidOperationException">The server has ticked, or given ids.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static bool TryRestore(ReplicationServer server, Stream stream, out ReplayProblem problem)
    {
        if (server.CurrentTick.Value != 0 || server.Rows.Count > 0) Throw.AlreadyCaptured(server.CurrentTick);

        // All of the world is here at once: a parent that is not never comes.
        ReplicationOptions options = server.Options with { ParentWait = TimeSpan.Zero };
        if (!ReplayReader.TryOpen(stream, server.Schema, options, out ReplayReader? reader, out problem)) return false;
        bool isWhole = reader.Step() && reader.DamagedBlocks == 0;
        if (isWhole && server.TryTakeUp(reader.World, reader.CurrentTick)) return true;
        problem = new ReplayProblem(ReplayProblemKind.Damaged, "");
        return false;
    }
}
