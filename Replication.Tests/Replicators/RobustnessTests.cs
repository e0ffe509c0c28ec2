using CsCheck;
using Replication.Runtime;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class RobustnessTests
{
    [Fact]
    public void Garbage_payloads_never_throw_and_leave_nothing_in_the_world() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var harness = new ReaderHarness();
            ulong before = harness.Hash();
            bool isTaken = harness.Receive(bytes);
            return isTaken || harness.Hash() == before;
        });

    [Fact]
    public void A_changed_bit_never_throws_and_a_refused_packet_leaves_nothing() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 4]).Sample((bit, flips) =>
        {
            var harness = new ReaderHarness(coarseBits: bit % 8);
            byte[] packet = harness.NextPacket();
            var random = new Random(bit);
            for (int i = 0; i < flips; i++)
            {
                int place = (bit + (i * random.Next(50))) % (packet.Length * 8);
                packet[place / 8] ^= (byte)(1 << (place % 8));
            }

            ulong before = harness.Hash();
            bool isTaken = harness.Receive(packet);
            return isTaken || harness.Hash() == before;
        });

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Every_truncation_is_refused_whole(int coarseBits)
    {
        byte[] packet = new ReaderHarness(coarseBits).NextPacket();
        for (int length = 0; length < packet.Length - 1; length++)
        {
            var harness = new ReaderHarness(coarseBits);
            ulong before = harness.Hash();
            Assert.False(harness.Receive(packet.AsSpan(0, length)), $"{length} of {packet.Length} bytes");
            Assert.Equal(before, harness.Hash());
        }

        Assert.True(new ReaderHarness(coarseBits).Receive(packet));
    }

    [Fact]
    public void A_client_refuses_what_only_a_client_says_and_a_server_what_only_a_server_says()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        world.Tick(5);
        var handler = (ISessionHandler)client.Replication;
        Assert.False(handler.Receive([0b0000_0001, 0], default, default));
        var connection = (ISessionHandler)world.Server.Connections[0];
        Assert.False(connection.Receive([0b0000_0010, 0, 0, 0, 0, 0], default, default));
        Assert.True(connection.Receive([0], default, default));
    }

    [Fact]
    public void Random_refusals_are_survived() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        world.Store.Create(new Health { Points = 5 });
        world.Tick(5);
        ((ISessionHandler)world.Server.Connections[0]).Receive(bytes, default, default);
        return world.TickUntilConverged() && world.Server.Hash() == client.Replication.Hash();
    }, iter: 200);

    [Fact]
    public void A_client_that_was_killed_and_started_again_converges()
    {
        using var world = new ReplicationWorld();
        TestClient killed = world.AddClient();
        TestClient other = world.AddClient();
        for (int i = 0; i < 50; i++) world.Store.Create(new Health { Points = i });
        Assert.True(world.TickUntilConverged());

        // It stops without a word and comes back from another port; the server hears of it only by the silence.
        world.Clients.Remove(killed);
        TestClient again = world.AddClient();
        world.Store.Create(new Health { Points = 999 });
        world.Tick(10);
        Assert.Equal(3, world.Server.Connections.Count);
        Assert.True(TickUntil(world, () => world.Server.Connections.Count == 2));
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), again.Replication.Hash());
        Assert.Equal(world.Server.Hash(), other.Replication.Hash());
        killed.Replication.Dispose();
    }

    [Fact]
    public void Despawned_replicas_of_a_dead_connection_free_their_index()
    {
        using var world =
            new ReplicationWorld(options: new ReplicationOptions { ReconnectGrace = TimeSpan.Zero });
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Health { Points = 1 });
        Assert.True(world.TickUntilConverged());
        ReplicaId former = world.Store.IdOf(entity);
        world.Clients.Clear();
        world.Store.Destroy(entity);
        Assert.True(TickUntil(world, () => world.Server.Connections.Count == 0));
        Entity next = world.Store.Create(new Health { Points = 2 });
        world.Tick();
        Assert.Equal(former.Index, world.Store.IdOf(next).Index);
        client.Replication.Dispose();
    }

    [Fact]
    public void A_client_with_another_schema_is_told_so_where_it_is_not_allowed()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { AllowSchemaEvolution = false });
        var schema = new SchemaTable(ComponentCodec.Of<Health>());
        var store = new WorldStore(schema);
        using var client = new ReplicationClient(
            world.CreateLink(), world.Server.Address, schema, store, new ReplicationOptions(), world.Clock);
        client.Connect();
        for (int i = 0; i < 20; i++)
        {
            client.Tick();
            world.Tick();
        }

        Assert.Equal(SessionState.Disconnected, client.Session.State);
        Assert.Equal(DisconnectReason.SchemaMismatch, client.Session.Reason);
        Assert.Empty(world.Server.Connections);
    }

    private static bool TickUntil(ReplicationWorld world, Func<bool> isReached)
    {
        for (int i = 0; i < 400; i++)
        {
            world.Tick();
            if (isReached()) return true;
        }

        return false;
    }
}
