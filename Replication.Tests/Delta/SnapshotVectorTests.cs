using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Architecture;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Delta;

/// <summary>The payloads that PROTOCOL.md prints, byte for byte.</summary>
public class SnapshotVectorTests
{
    private readonly SnapshotSender _sender = new(new(ComponentCodec.Of<Door>(), ComponentCodec.Of<Health>()));

    [Fact]
    public void Full_rows_deltas_a_reshape_and_a_despawn_are_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        Entity player = _sender.Store.Create(new Health { Points = 100 });
        Entity gate = _sender.Store.Create(new Door { IsOpen = true });
        AssertDocumented(protocol, _sender.Next(baseline: null));

        _sender.Store.Get<Health>(player).Points = 95;
        _sender.Store.Get<Door>(gate).IsOpen = false;
        AssertDocumented(protocol, _sender.Next(new Tick(1)));

        _sender.Store.Add(player, new Door { IsOpen = true });
        _sender.Store.Destroy(gate);
        AssertDocumented(protocol, _sender.Next(new Tick(2)));
    }

    [Fact]
    public void A_full_row_against_its_prefab_is_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        var schema = new SchemaTable(ComponentCodec.Of<Door>(), ComponentCodec.Of<Health>());
        var prefabs = new PrefabTable(schema, new Prefab(7).With(new Health { Points = 100 }));
        var sender = new SnapshotSender(schema, prefabs);
        var receiver = new SnapshotReceiver(schema, prefabs);
        Entity crate = sender.Store.Create(new Health { Points = 95 });
        sender.SetPrefab(crate, 7);
        byte[] payload = sender.Next(baseline: null);
        AssertDocumented(protocol, payload);
        Assert.True(receiver.Receive(payload));
        Assert.Equal(sender.Hash(), receiver.Hash());
        Assert.False(new SnapshotReceiver(schema).Receive(payload));
        AssertDocumented(protocol, PrefabDescription.Write(prefabs)!);
    }

    [Fact]
    public void Coarse_rows_in_full_and_as_deltas_are_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        var schema = new SchemaTable(ComponentCodec.Of<Body>());
        var sender = new SnapshotSender(schema);
        var receiver = new SnapshotReceiver(schema);
        Entity body = sender.Store.Create(
            new Body { Position = new Vector3(1.23f, 0, -45.6f), Rotation = Quaternion.Identity });
        byte[] full = sender.Next(baseline: null, coarseBits: 4);
        AssertDocumented(protocol, full);
        Assert.True(receiver.Receive(full));
        Assert.Equal(new Vector3(1.28f, 0, -45.6f), Round(receiver));

        sender.Store.Get<Body>(body).Position = new Vector3(2.34f, 0, -45.7f);
        byte[] delta = sender.Next(new Tick(1), coarseBits: 4);
        AssertDocumented(protocol, delta);
        Assert.True(receiver.Receive(delta));
        Assert.Equal(new Vector3(2.4f, 0, -45.76f), Round(receiver));
    }

    private static Vector3 Round(SnapshotReceiver receiver)
    {
        Vector3 position = receiver.Store.Chunks[^1].Column<Body>()[0].Position;
        return new Vector3(
            MathF.Round(position.X, 2), MathF.Round(position.Y, 2), MathF.Round(position.Z, 2));
    }

    [Fact]
    public void Prefix_codes_are_as_documented()
    {
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        foreach ((uint value, int order) in new[] { (0u, 0), (1u, 0), (2u, 0), (3u, 0), (5u, 2), (40u, 5), (1000u, 8) })
            Assert.Contains($"| {value} | {order} | `{Bits(value, order)}` |", protocol);
    }

    private static void AssertDocumented(string protocol, byte[] payload)
    {
        string hex = Convert.ToHexStringLower(payload);
        Assert.True(protocol.Contains($"`{hex}`", StringComparison.Ordinal), $"PROTOCOL.md lacks {hex}");
    }

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
