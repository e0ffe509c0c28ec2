namespace Replication.Runtime;

/// <summary>
/// Writes a world to a stream tick by tick, in the bits of a connection: a keyframe now and then, between them what
/// changed. <see cref="ReplayPlayer"/> plays it.
/// </summary>
/// <remarks>
/// Call <see cref="Record()"/> after each tick of the server or client, from its thread. A tick allocates nothing once
/// the world has ceased to grow. The stream is written to about once a second, a block at a time, and only at its end;
/// up to the last whole block it is a recording at any moment. It is not disposed here.
/// </remarks>
public sealed class Recorder : IDisposable
{
    private readonly Func<(RowTable Rows, VersionLog Log, SchemaTable Schema, Tick Tick)> _source;
    private readonly ReplaySource _kind;
    private readonly Stream _stream;
    private readonly RecordingOptions _options;
    private readonly BlockWriter _block;
    private RowRecorder? _recorder;
    private RowTable? _recordedRows;
    private long _headBytes;
    private Tick _lastTick;
    private int _ticksSinceKeyframe;

    /// <summary>Prepares to record what a server sends.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stream">Takes the recording, from its position on.</param>
    /// <param name="options">How it is cut.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    public Recorder(ReplicationServer server, Stream stream, RecordingOptions options)
        : this(
            () => (server.Rows, server.Log, server.Schema, server.CurrentTick), ReplaySource.Server, stream, options)
    {
    }

    /// <summary>Prepares to record what a client receives.</summary>
    /// <param name="client">The client.</param>
    /// <param name="stream">Takes the recording, from its position on.</param>
    /// <param name="options">How it is cut.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    public Recorder(ReplicationClient client, Stream stream, RecordingOptions options)
        : this(
            () => (client.World.Rows, client.World.Log, client.World.Schema, client.AppliedTick), ReplaySource.Client,
            stream, options)
    {
    }

    private Recorder(
        Func<(RowTable Rows, VersionLog Log, SchemaTable Schema, Tick Tick)> source, ReplaySource kind, Stream stream,
        RecordingOptions options)
    {
        options.Validate();
        _source = source;
        _kind = kind;
        _stream = stream;
        _options = options;
        _block = new BlockWriter(stream, options.BlockBytes);
    }

    /// <summary>How many ticks were recorded.</summary>
    public long TickCount { get; private set; }

    /// <summary>Bytes in the stream so far.</summary>
    public long WrittenBytes => _headBytes + _block.WrittenBytes;

    /// <summary>
    /// Why the stream took no more; null while it does. The recording ends there, and the game goes on.
    /// </summary>
    public IOException? Failure { get; private set; }

    /// <summary>Records the tick that the server sent or the client applied.</summary>
    public void Record()
    {
        if (Failure is not null) return;
        (RowTable rows, VersionLog log, SchemaTable schema, Tick tick) = _source();

        // A client that has received nothing does not yet know the server's components.
        if (tick.Value == 0) return;
        try
        {
            Record(rows, log, schema, tick);
        }
        catch (IOException exception)
        {
            Failure = exception;
        }
    }

    /// <summary>Writes out what was recorded.</summary>
    public void Flush()
    {
        if (Failure is not null) return;
        try
        {
            _block.Flush();
            _stream.Flush();
        }
        catch (IOException exception)
        {
            Failure = exception;
        }
    }

    /// <summary>Writes out what was recorded. The stream stays open.</summary>
    public void Dispose() => Flush();

    private void Record(RowTable rows, VersionLog log, SchemaTable schema, Tick tick)
    {
        _recorder ??= Begin(schema);

        // A client that joined anew has rows of its own for it.
        bool isKeyframe = !ReferenceEquals(_recordedRows, rows) || _ticksSinceKeyframe >= _options.KeyframeTicks;
        if (isKeyframe)
        {
            _block.AddKeyframe(tick);
            _recordedRows = rows;
            _ticksSinceKeyframe = 0;
        }

        bool hasChanged = _recorder.Write(rows, log, tick, _block, isKeyframe);
        if (tick == _lastTick && !hasChanged) return;
        _block.AddTick(tick);
        _lastTick = tick;
        _ticksSinceKeyframe++;
        TickCount++;
        if (_block.TickCount >= _options.BlockTicks) _block.Flush();
    }

    private RowRecorder Begin(SchemaTable schema)
    {
        var head = new ReplayHead(
            _kind, _options.TicksPerSecond, schema.Hash, SchemaDescription.Write(schema) ?? []);
        head.Write(_stream);
        _headBytes = head.Bytes;
        return new RowRecorder(schema);
    }
}
