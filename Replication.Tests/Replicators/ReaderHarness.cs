using System.Numerics;
using Replication.Runtime;

namespace Replication.Tests.Replicators;

/// <summary>The receiving half with a world in it, and the packet that would come next.</summary>
internal sealed class ReaderHarness
{
    private const int Replicas = 12;

    private readonly WorldStore _store = new(ReplicationSchema.Table);
    private readonly RowTable _rows = new(1_000);
    private readonly RowTable _received = new(1_000);
    private readonly Capture _capture;
    private readonly CohortCache _cache;
    private readonly SnapshotWriter _writer;
    private readonly IncomingReplicator _incoming;
    private Tick _tick = new(1);

    public ReaderHarness()
    {
        var layouts = new LayoutTable(ReplicationSchema.Table, 8_000);
        var log = new VersionLog(64, 1 << 20);
        _capture = new Capture(layouts, _rows, log);
        _cache = new CohortCache(layouts, _rows, log);
        _writer = new SnapshotWriter(_cache, _rows, ReplicationSchema.Table.Count);
        _incoming = new IncomingReplicator(
            new LayoutTable(ReplicationSchema.Table, 8_000), _received, new VersionLog(128, 1 << 20),
            new ReceivedReplicas(1_000));
        for (int i = 0; i < Replicas; i++)
        {
            Entity entity = _store.Create(new Body { Position = new Vector3(i, 2, 3), Rotation = Quaternion.Identity });
            if (i % 2 == 0) _store.Add(entity, new Health { Points = i * 100 });
        }

        _capture.Run(_store, _tick);
        if (!Receive(Write(static (harness, index) => harness._cache.GetFull(index), baseline: null)))
            throw new InvalidOperationException("The first packet was refused.");
    }

    public ulong Hash() => _received.Hash();

    public bool Receive(ReadOnlySpan<byte> packet)
    {
        var reader = new BitReader(packet);
        return _incoming.Receive(ref reader);
    }

    /// <summary>A packet with deltas, a reshape, a full row and a despawn.</summary>
    public byte[] NextPacket()
    {
        Tick baseline = _tick;
        _tick = _tick.Next;
        int i = 0;
        var entities = new List<Entity>();
        foreach (WorldChunk chunk in _store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>()) body.Position += new Vector3(0.1f * ++i, -0.2f, 0);
            entities.AddRange(chunk.Entities);
        }

        _store.Add(entities[0], default(Stunned));
        _store.Destroy(entities[^1]);
        _store.Create(new Door { IsOpen = true });
        _capture.Run(_store, _tick);
        return Write(
            static (harness, index) => harness._rows[index].ChangedAt == harness._tick && index < Replicas
                ? harness._cache.Get(index, 1)
                : harness._cache.GetFull(index),
            baseline);
    }

    private byte[] Write(Func<ReaderHarness, int, Cohort> choose, Tick? baseline)
    {
        _cache.Begin(_tick);
        _writer.Begin(_tick, baseline, 8 * 4_000);
        for (int index = 0; index < _rows.Count; index++)
        {
            if (_rows[index].State == RowState.Alive)
                _writer.TryAdd(index, choose(this, index), baseline ?? default);
            else
                _writer.TryAddDespawn(index, _rows[index].Generation == 0 ? (ushort)1 : _rows[index].Generation);
        }

        var packet = new byte[4_000];
        var writer = new BitWriter(packet);
        _writer.Write(ref writer);
        return packet[..writer.ByteCount];
    }
}
