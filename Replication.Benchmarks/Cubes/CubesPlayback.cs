using System.Diagnostics;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// Plays a recording once: a world is captured, encoded, decoded and shown in a second world, frame by frame.
/// </summary>
internal sealed class CubesPlayback
{
    private const int PacketBytes = 64 * 1024;
    private const int MaxRowBits = 8_000;

    private readonly CubesRecording _recording;
    private readonly int _age;
    private readonly byte[] _packet = new byte[PacketBytes];

    private readonly WorldStore _source = new(ReplicationSchema.Table);
    private readonly RowTable _sentRows = new(CubesRecording.CubeCount);
    private readonly VersionLog _sentLog;
    private readonly Capture _capture;
    private readonly CohortCache _cache;
    private readonly SnapshotWriter _writer;

    private readonly WorldStore _shown = new(ReplicationSchema.Table);
    private readonly RowTable _receivedRows = new(CubesRecording.CubeCount);
    private readonly IncomingReplicator _incoming;
    private readonly Apply _apply;

    public CubesPlayback(CubesRecording recording, int age)
    {
        _recording = recording;
        _age = age;
        var sentLayouts = new LayoutTable(ReplicationSchema.Table, MaxRowBits);
        _sentLog = new VersionLog(64, 64 << 20);
        _capture = new Capture(sentLayouts, _sentRows, _sentLog);
        _cache = new CohortCache(sentLayouts, _sentRows, _sentLog);
        _writer = new SnapshotWriter(_cache, _sentRows, ReplicationSchema.Table.Count);

        var received = new ReceivedReplicas(CubesRecording.CubeCount);
        _incoming = new IncomingReplicator(
            new LayoutTable(ReplicationSchema.Table, MaxRowBits), _receivedRows, new VersionLog(128, 64 << 20),
            received);
        _apply = new Apply(_receivedRows, received);
        for (int cube = 0; cube < CubesRecording.CubeCount; cube++) _source.Create(default(CubeState));
    }

    public CubesResult Run(int firstFrame)
    {
        long bytes = 0, updates = 0, clamped = 0, capture = 0, encode = 0, decode = 0, apply = 0;
        bool isLossless = true;
        for (int frame = 0; frame < _recording.FrameCount; frame++)
        {
            Show(frame);
            var tick = new Tick((uint)frame + 1);
            long start = Stopwatch.GetTimestamp();
            _capture.Run(_source, tick);
            long captured = Stopwatch.GetTimestamp();
            int length = Encode(tick);
            long encoded = Stopwatch.GetTimestamp();
            var reader = new BitReader(_packet.AsSpan(0, length));
            isLossless &= _incoming.Receive(ref reader);
            long decoded = Stopwatch.GetTimestamp();
            _apply.Run(_shown);
            long applied = Stopwatch.GetTimestamp();

            isLossless &= IsEqual();
            clamped += _capture.Counts.ClampedNumbers;
            if (frame < firstFrame) continue;
            bytes += length;
            updates += _writer.Count;
            capture += captured - start;
            encode += encoded - captured;
            decode += decoded - encoded;
            apply += applied - decoded;
        }

        int frames = _recording.FrameCount - firstFrame;
        return new CubesResult(
            frames, (double)bytes / frames, (double)updates / frames, Microseconds(capture, frames),
            Microseconds(encode, frames), Microseconds(decode, frames), Microseconds(apply, frames), clamped,
            isLossless);
    }

    private static double Microseconds(long ticks, int frames) => ticks * 1e6 / Stopwatch.Frequency / frames;

    private void Show(int frame)
    {
        Span<CubeState> states = _source.Chunks[^1].Column<CubeState>();
        for (int cube = 0; cube < states.Length; cube++)
        {
            CubeSample sample = _recording[frame, cube];
            states[cube] = new CubeState
            {
                Position = sample.Position,
                Orientation = sample.Orientation,
                IsAwake = sample.IsAwake,
            };
        }
    }

    // As a connection does it that acknowledged everything up to the baseline and nothing after.
    private int Encode(Tick tick)
    {
        bool hasBaseline = tick.Value > _age;
        Tick baseline = hasBaseline ? tick.Before(_age) : default;
        _cache.Begin(tick);
        _writer.Begin(tick, hasBaseline ? baseline : null, PacketBytes * 8);
        for (int index = 0; index < _sentRows.Count; index++)
        {
            ref Row row = ref _sentRows[index];
            if (!hasBaseline)
            {
                _writer.TryAdd(index, _cache.GetFull(index), default);
                continue;
            }

            if (!row.ChangedAt.IsNewerThan(baseline)) continue;
            ushort version = _sentLog.TryFindAsOf(row, baseline, out VersionLog.Version old) ? old.Number : default;
            _writer.TryAdd(index, _cache.Get(index, version), baseline);
        }

        var writer = new BitWriter(_packet);
        _writer.Write(ref writer);
        return writer.ByteCount;
    }

    private bool IsEqual()
    {
        if (_sentRows.Count != _receivedRows.Count) return false;
        for (int index = 0; index < _sentRows.Count; index++)
        {
            if (!_sentRows.Words(_sentRows[index]).SequenceEqual(_receivedRows.Words(_receivedRows[index])))
                return false;
        }

        return true;
    }
}
