using System.Diagnostics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// Plays a recording once: a world is captured, encoded, decoded and shown in a second world, frame by frame, each
/// frame as one packet.
/// </summary>
internal sealed class Playback
{
    private const int PacketBytes = 256 * 1024;
    private const int MaxRowBits = 8_000;

    private readonly RecordedScene _scene;
    private readonly byte[] _packet = new byte[PacketBytes];

    private readonly WorldStore _source;
    private readonly RowTable _sentRows;
    private readonly Capture _capture;
    private readonly CohortIndex _cohorts;
    private readonly SnapshotWriter _writer;
    private readonly HeldHistory _held = new();

    private readonly WorldStore _shown;
    private readonly RowTable _receivedRows;
    private readonly IncomingReplicator _incoming;
    private readonly Apply _apply;

    /// <summary>Prepares both worlds.</summary>
    /// <param name="scene">The recording.</param>
    /// <param name="schema">The scene's components, with any codes.</param>
    public Playback(RecordedScene scene, SchemaTable schema)
    {
        _scene = scene;
        _source = new WorldStore(schema);
        _sentRows = new RowTable(scene.MaxReplicas);
        var sentLayouts = new LayoutTable(schema, MaxRowBits);
        var sentLog = new VersionLog(64, 64 << 20);
        _capture = new Capture(sentLayouts, _sentRows, sentLog);
        _cohorts = new CohortIndex(sentLayouts, _sentRows, sentLog, workerCount: 1);
        _writer = new SnapshotWriter(_cohorts, _sentRows, schema);

        var received = new ReceivedReplicas(scene.MaxReplicas);
        _shown = new WorldStore(schema);
        _receivedRows = new RowTable(scene.MaxReplicas);
        _incoming = new IncomingReplicator(
            new LayoutTable(schema, MaxRowBits), _receivedRows, new VersionLog(128, 64 << 20), received);
        _apply = new Apply(_receivedRows, received, TimeSpan.Zero);
    }

    /// <summary>Plays the recording.</summary>
    /// <param name="firstFrame">The first frame that counts.</param>
    /// <param name="endFrame">The frame after the last.</param>
    public PlaybackResult Run(int firstFrame, int endFrame)
    {
        long bytes = 0, updates = 0, clamped = 0, capture = 0, encode = 0, decode = 0, apply = 0;
        bool isLossless = true;
        for (int frame = 0; frame < endFrame; frame++)
        {
            _scene.Show(frame, _source);
            var tick = new Tick((uint)frame + 1);
            long start = Stopwatch.GetTimestamp();
            _capture.Run(_source, tick);
            long captured = Stopwatch.GetTimestamp();
            _held.Note(_sentRows, tick);
            long noted = Stopwatch.GetTimestamp();
            int length = Encode(tick, _scene.AgeOf(frame));
            long encoded = Stopwatch.GetTimestamp();
            var reader = new BitReader(_packet.AsSpan(0, length));
            isLossless &= _incoming.Receive(ref reader);
            long decoded = Stopwatch.GetTimestamp();
            _apply.Run(_shown, TimeSpan.Zero);
            long applied = Stopwatch.GetTimestamp();

            isLossless &= IsEqual();
            clamped += _capture.Counts.ClampedNumbers;
            if (frame < firstFrame) continue;
            bytes += length;
            updates += _writer.Count;
            capture += captured - start;
            encode += encoded - noted;
            decode += decoded - encoded;
            apply += applied - decoded;
        }

        int frames = endFrame - firstFrame;
        return new PlaybackResult(
            frames, (double)bytes / frames, (double)updates / frames, Microseconds(capture, frames),
            Microseconds(encode, frames), Microseconds(decode, frames), Microseconds(apply, frames), clamped,
            isLossless);
    }

    /// <summary>Captures the recording and writes every frame in full, every replica that is alive in it.</summary>
    /// <param name="firstFrame">The first frame that counts.</param>
    /// <param name="endFrame">The frame after the last.</param>
    public FullSizes MeasureFull(int firstFrame, int endFrame)
    {
        long bits = 0, codedBytes = 0;
        for (int frame = 0; frame < endFrame; frame++)
        {
            _scene.Show(frame, _source);
            var tick = new Tick((uint)frame + 1);
            _capture.Run(_source, tick);
            if (frame < firstFrame) continue;
            bits += _sentRows.AliveFullBits;
            codedBytes += EncodeFull(tick);
        }

        int frames = endFrame - firstFrame;
        return new FullSizes(bits / 8.0 / frames, (double)codedBytes / frames);
    }

    private static double Microseconds(long ticks, int frames) => ticks * 1e6 / Stopwatch.Frequency / frames;

    // As a connection does it that acknowledged everything up to the baseline and nothing after.
    private int Encode(Tick tick, int age)
    {
        bool hasBaseline = age > 0 && tick.Value > age;
        var ticks = new SnapshotTicks(
            tick, hasBaseline ? tick.Before(age) : null, tick.Value > age + 1 ? tick.Before(age + 1) : null);
        _cohorts.Begin(tick, _sentRows.Count);
        _writer.Begin(ticks, PacketBytes * 8);
        Tick baseline = ticks.Baseline;
        for (int index = 0; index < _sentRows.Count; index++)
        {
            // What did not change since is held: most rows, most of the time.
            ref Row row = ref _sentRows[index];
            bool isHeld = hasBaseline && row.State == RowState.Alive && !row.ChangedAt.IsNewerThan(baseline);
            if (!isHeld) Add(index, ref row, ticks);
        }

        var writer = new BitWriter(_packet);
        _writer.Write(ref writer);
        return writer.ByteCount;
    }

    private int EncodeFull(Tick tick)
    {
        _cohorts.Begin(tick, _sentRows.Count);
        _writer.Begin(new SnapshotTicks(tick, null, null), PacketBytes * 8);
        for (int index = 0; index < _sentRows.Count; index++)
        {
            if (_sentRows[index].State == RowState.Alive)
                _writer.TryAdd(index, index, _cohorts.Caches[0].GetFull(index), default);
        }

        var writer = new BitWriter(_packet);
        _writer.Write(ref writer);
        return writer.ByteCount;
    }

    private void Add(int index, ref Row row, SnapshotTicks ticks)
    {
        if (row.State == RowState.Tombstone)
        {
            // The reader is told once; then nobody knows the replica any more.
            _writer.TryAddDespawn(index, row.Generation, isOutOfView: false);
            _sentRows.Free(index);
            return;
        }

        if (row.State != RowState.Alive) return;
        row.KnownBy = 1;
        if (ticks.BaselineDistance == 0)
        {
            _writer.TryAdd(index, index, _cohorts.Caches[0].GetFull(index), default);
            return;
        }

        if (_held.TryGet(index, row, ticks, out HeldVersions held))
            _writer.TryAdd(index, index, _cohorts.Caches[0].Get(index, held, ticks), held);
        else
            _writer.TryAdd(index, index, _cohorts.Caches[0].GetFull(index), default);
    }

    private bool IsEqual() =>
        _sentRows.Hash() == _receivedRows.Hash() && (!_scene.IsExact || AreComponentsEqual());

    private bool AreComponentsEqual()
    {
        var expected = new Dictionary<ReplicaId, byte[]>();
        foreach (WorldChunk chunk in _source.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++) expected.Add(chunk.Ids[row], chunk.Component(0, row).ToArray());
        }

        int equal = 0;
        foreach (WorldChunk chunk in _shown.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                if (!expected.TryGetValue(chunk.Ids[row], out byte[]? bytes)) return false;
                if (!chunk.Component(0, row).SequenceEqual(bytes)) return false;
                equal++;
            }
        }

        return equal == expected.Count;
    }
}

/// <summary>What the frames of a recording take in full, in the mean.</summary>
/// <param name="QuantizedBytes">The quantised fields of all replicas, packed at their declared widths.</param>
/// <param name="CodedBytes">One packet of full states, in the same codes as the deltas.</param>
internal readonly record struct FullSizes(double QuantizedBytes, double CodedBytes)
{
    /// <summary>The share of the quantised state that deltas save.</summary>
    public double SavingOf(PlaybackResult result) => 1 - (result.BytesPerFrame / QuantizedBytes);

    /// <summary>The share that they save of full states in the same codes.</summary>
    public double CodedSavingOf(PlaybackResult result) => 1 - (result.BytesPerFrame / CodedBytes);
}

/// <summary>The figures of one play.</summary>
internal sealed record PlaybackResult(
    int Frames, double BytesPerFrame, double UpdatesPerFrame, double CaptureMicroseconds, double EncodeMicroseconds,
    double DecodeMicroseconds, double ApplyMicroseconds, long Clamped, bool IsLossless);
