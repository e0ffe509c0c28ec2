using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Snapshots;

/// <summary>What comes out of a walk of the world, whatever was skipped in it.</summary>
public sealed class CaptureTests
{
    private readonly SchemaTable _schema = new(ComponentCodec.Of<Body>(), ComponentCodec.Of<Health>());
    private readonly RowTable _rows = new(10_000);
    private readonly WorldStore _store;
    private readonly Capture _capture;
    private Tick _tick;

    public CaptureTests()
    {
        _store = new WorldStore(_schema);
        _capture = new Capture(new LayoutTable(_schema, 8_000), _rows, new VersionLog(64, 1 << 20));
    }

    [Fact]
    public void Only_what_changed_among_many_is_a_new_version()
    {
        Entity[] entities = Create(1_000);
        Run();
        Assert.Equal(1_000, _capture.Counts.Spawned);

        _store.Get<Body>(entities[77]).Position.X += 1;
        Run();

        Assert.Equal(1, _capture.Counts.Changed);
        Assert.True(_capture.Changed.Has(_store.IdOf(entities[77]).Index));
        Assert.Equal(1, _capture.Changed.Count);
        Assert.Equal(0, _capture.Counts.Despawned);
        AssertRowsAreTheWorld();
    }

    [Fact]
    public void A_write_below_the_precision_is_no_new_version()
    {
        Entity[] entities = Create(10);
        Run();

        _store.Get<Body>(entities[3]).Position.X += 1e-5f;
        Run();

        Assert.Equal(0, _capture.Counts.Changed);
    }

    [Fact]
    public void Who_fills_the_gap_of_one_that_is_gone_stays_the_same_replica()
    {
        Entity[] entities = Create(200);
        Run();

        _store.Destroy(entities[5]);
        Run();

        Assert.Equal(1, _capture.Counts.Despawned);
        Assert.Equal(0, _capture.Counts.Changed);
        Assert.Equal(0, _capture.Counts.Spawned);
        AssertRowsAreTheWorld();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_game_does_the_rows_are_its_world(int seed)
    {
        var random = new Random(seed);
        var entities = new List<Entity>(Create(150));
        for (int step = 0; step < 300; step++)
        {
            for (int change = random.Next(6); change > 0; change--) Change(entities, random);
            Run();
            AssertRowsAreTheWorld();
        }
    }

    [Fact]
    public void A_chunk_whose_version_the_store_promises_is_not_looked_at()
    {
        Entity[] entities = Create(100);
        var promising = new PromisingStore(_store);
        _capture.Run(promising, _tick = _tick.Next);
        int columnsRead = promising.ColumnsRead;

        _capture.Run(promising, _tick = _tick.Next);

        Assert.Equal(columnsRead, promising.ColumnsRead);
        Assert.Equal(100, _rows.AliveCount);

        _store.Get<Body>(entities[0]).Position.Y += 1;
        promising.Version++;
        _capture.Run(promising, _tick = _tick.Next);

        Assert.Equal(1, _capture.Counts.Changed);
        AssertRowsAreTheWorld();
    }

    private Entity[] Create(int count)
    {
        var entities = new Entity[count];
        for (int i = 0; i < count; i++)
        {
            entities[i] = _store.Create(
                new Body { Position = new Vector3(i * 0.1f, 0, 0), Rotation = Quaternion.Identity });
        }

        return entities;
    }

    private void Change(List<Entity> entities, Random random)
    {
        Entity entity = entities[random.Next(entities.Count)];
        switch (random.Next(5))
        {
            case 0:
                entities.AddRange(Create(random.Next(4)));
                break;
            case 1 when entities.Count > 10:
                _store.Destroy(entity);
                entities.Remove(entity);
                break;
            case 2 when _store.Has<Health>(entity):
                _store.Remove<Health>(entity);
                break;
            case 2:
                _store.Add(entity, new Health { Points = random.Next(100) });
                break;
            default:
                _store.Get<Body>(entity).Position.Z = random.NextSingle() * 50;
                break;
        }
    }

    private void Run() => _capture.Run(_store, _tick = _tick.Next);

    private void AssertRowsAreTheWorld()
    {
        Assert.Equal(_store.Count, _rows.AliveCount);
        var layouts = new LayoutTable(_schema, 8_000);
        foreach (WorldChunk chunk in _store.Chunks)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                ref Row row = ref _rows[chunk.Ids[i].Index];
                Assert.Equal(chunk.Ids[i].Generation, row.Generation);
                Assert.Equal(chunk.Mask, row.Layout!.Mask);
                var words = new uint[row.Layout.WordCount];
                foreach (RowLayout.Column column in row.Layout.Columns)
                    column.Codec.QuantizeColumn(chunk.Component(column.Slot, i), words, column.Offset, words.Length);
                Assert.Equal(words, _rows.Words(row).ToArray());
            }
        }
    }

    private sealed class PromisingStore(WorldStore inner) : IReplicationStore, IChunkVersions
    {
        public ulong Version { get; set; } = 1;

        public int ColumnsRead { get; private set; }

        public int ChunkCount => inner.ChunkCount;

        public ulong VersionOf(int chunk) => Version;

        public ReplicationChunk Chunk(int chunk) => inner.Chunk(chunk);

        public ReadOnlySpan<byte> Column(int chunk, int slot)
        {
            ColumnsRead++;
            return inner.Column(chunk, slot);
        }

        public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask) => inner.Spawn(ids, mask);

        public void Reshape(ReplicaId id, ComponentMask mask) => inner.Reshape(id, mask);

        public void Despawn(ReadOnlySpan<ReplicaId> ids) => inner.Despawn(ids);

        public Span<byte> Component(ReplicaId id, int slot) => inner.Component(id, slot);
    }
}
