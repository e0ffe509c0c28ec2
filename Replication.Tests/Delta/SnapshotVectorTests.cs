using Replication.Runtime;
using Replication.Tests.Architecture;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Delta;

/// <summary>The payloads that PROTOCOL.md prints, byte for byte.</summary>
public class SnapshotVectorTests
{
    private readonly SchemaTable _schema = new(ComponentCodec.Of<Door>(), ComponentCodec.Of<Health>());
    private readonly WorldStore _store;
    private readonly RowTable _rows = new(100);
    private readonly Capture _capture;
    private readonly CohortCache _cache;
    private readonly SnapshotWriter _writer;
    private Tick _tick;

    public SnapshotVectorTests()
    {
        _store = new WorldStore(_schema);
        var layouts = new LayoutTable(_schema, 8_000);
        var log = new VersionLog(64, 1 << 20);
        _capture = new Capture(layouts, _rows, log);
        _cache = new CohortCache(layouts, _rows, log);
        _writer = new SnapshotWriter(_cache, _rows, _schema.Count);
    }

    [Fact]
    public void Full_rows_deltas_a_reshape_and_a_despawn_are_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        Entity player = _store.Create(new Health { Points = 100 });
        Entity gate = _store.Create(new Door { IsOpen = true });
        AssertDocumented(protocol, Payload(baselineVersion: null));

        _store.Get<Health>(player).Points = 95;
        _store.Get<Door>(gate).IsOpen = false;
        AssertDocumented(protocol, Payload(baselineVersion: 1));

        _store.Add(player, new Door { IsOpen = true });
        _store.Destroy(gate);
        AssertDocumented(protocol, Payload(baselineVersion: 2));
    }

    [Fact]
    public void Prefix_codes_are_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        foreach ((uint value, int order) in new[] { (0u, 0), (1u, 0), (2u, 0), (3u, 0), (5u, 2), (40u, 5), (1000u, 8) })
            Assert.Contains($"| {value} | {order} | `{Bits(value, order)}` |", protocol);
    }

    // Entry by entry as a connection does it that holds the version before.
    private string Payload(ushort? baselineVersion)
    {
        Tick former = _tick;
        _tick = _tick.Next;
        _capture.Run(_store, _tick);
        _cache.Begin(_tick);
        _writer.Begin(_tick, baselineVersion is null ? null : former, 8_000);
        for (int index = 0; index < _rows.Count; index++)
        {
            bool isAdded = _rows[index].State == RowState.Alive
                ? _writer.TryAdd(index, Cohort(index, baselineVersion), former)
                : _writer.TryAddDespawn(index, generation: 1);
            Assert.True(isAdded);
        }

        // The second replica goes unheard of otherwise: nobody was sent it.
        foreach (int index in new[] { 0, 1 }) _rows[index].KnownBy = 1;
        var packet = new byte[100];
        var writer = new BitWriter(packet);
        PayloadHead.WriteSnapshotOnly(ref writer);
        _writer.Write(ref writer);
        return Convert.ToHexStringLower(packet.AsSpan(0, writer.ByteCount));
    }

    private Cohort Cohort(int index, ushort? baselineVersion) =>
        baselineVersion is { } version ? _cache.Get(index, version) : _cache.GetFull(index);

    private static void AssertDocumented(string protocol, string payload) =>
        Assert.True(protocol.Contains($"`{payload}`", StringComparison.Ordinal), $"PROTOCOL.md lacks {payload}");

    // In the order they are written, first bit left.
    private static string Bits(uint value, int order)
    {
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        PrefixCode.Write(ref writer, value, order);
        var reader = new BitReader(buffer);
        var bits = new char[writer.BitCount];
        for (int i = 0; i < bits.Length; i++) bits[i] = reader.ReadBit() ? '1' : '0';
        return new string(bits);
    }
}
