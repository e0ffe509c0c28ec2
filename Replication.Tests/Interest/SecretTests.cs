using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Tests.Transport;
using Xunit;

namespace Replication.Tests.Interest;

public class SecretTests
{
    private const float Afar = 90;

    [Fact]
    public void A_component_for_the_owner_reaches_the_owner_alone()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient owner = world.AddClient();
        TestClient other = world.AddClient();
        Assert.True(world.TickUntilConverged());
        OwnAll(world, InterestWorld.ConnectionOf(world, owner).Viewer.OwnerId);
        Entity entity = world.AddBody(5);
        world.Store.Add(entity, new Purse { Coins = 77 });
        Assert.True(world.TickUntilConverged());

        ReplicaId id = world.Store.IdOf(entity);
        Assert.True(owner.Store.TryFind(id, out Entity own));
        Assert.Equal(77u, owner.Store.Get<Purse>(own).Coins);
        Assert.True(other.Store.TryFind(id, out Entity shown));
        Assert.False(other.Store.Has<Purse>(shown));
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void That_it_changed_is_not_told_to_others()
    {
        using ReplicationWorld world = InterestWorld.Create();
        world.AddClient();
        Entity entity = world.AddBody(5);
        world.Store.Add(entity, new Purse { Coins = 1 });
        Assert.True(world.TickUntilConverged());
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        for (int tick = 0; tick < 20; tick++)
        {
            world.Store.Get<Purse>(entity).Coins++;
            world.Tick();
        }

        Assert.Equal(0, world.Server.Connections[0].Statistics.Since(before).Packets);
    }

    [Fact]
    public void A_replica_with_nothing_for_everybody_is_its_owners()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient owner = world.AddClient();
        TestClient other = world.AddClient();
        Assert.True(world.TickUntilConverged());
        OwnAll(world, InterestWorld.ConnectionOf(world, owner).Viewer.OwnerId);
        Entity entity = world.Store.Create(new Purse { Coins = 3 });
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, owner.Store.Count);
        Assert.Equal(0, other.Store.Count);

        // Once there is something for everybody, everybody sees that.
        world.Store.Add(entity, new Health { Points = 5 });
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, other.Store.Count);
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void What_changes_hands_goes_over_to_the_new_owner_whatever_the_network_does() =>
        Gen.ULong[1, 1_000_000].Sample(
            seed =>
            {
                var random = new Random((int)seed);
                using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed);
                for (int i = 0; i < 3; i++) world.AddClient();
                var entities = new List<Entity>();
                for (int i = 0; i < 20; i++)
                {
                    entities.Add(world.AddBody(i - 10));
                    world.Store.Add(entities[i], new Purse { Coins = (uint)i });
                }

                for (int tick = 0; tick < 80; tick++)
                {
                    Entity chosen = entities[random.Next(entities.Count)];
                    if (world.Server.Connections.Count > 0)
                    {
                        ServerConnection to = world.Server.Connections[random.Next(world.Server.Connections.Count)];
                        world.Server.Replicas.SetOwner(world.Store.IdOf(chosen), to.Viewer.OwnerId);
                    }

                    foreach (Entity entity in entities)
                    {
                        world.MoveTo(entity, (random.NextSingle() - 0.5f) * 60);
                        if (world.Store.Has<Purse>(entity)) world.Store.Get<Purse>(entity).Coins += 7;
                    }

                    if (random.Next(4) == 0) world.Store.Remove<Purse>(chosen);
                    if (random.Next(4) == 0) world.Store.Add(chosen, new Purse { Coins = 1 });
                    world.Tick();
                }

                return world.TickUntilConverged() && InterestWorld.IsShown(world);
            },
            iter: 10, threads: 1);

    [Fact]
    public void No_byte_that_is_sent_says_what_the_receiver_may_not_know()
    {
        using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed: 9);
        var tap = new TappedLink(world.CreateLink());
        TestClient spy = world.AddClient(link: tap);
        TestClient owner = world.AddClient();
        world.Tick(20);
        ulong ownerId = InterestWorld.ConnectionOf(world, owner).Viewer.OwnerId;
        OwnAll(world, ownerId);
        var random = new Random(4);
        var secrets = new HashSet<uint>();
        var entities = new List<Entity>();
        for (int i = 0; i < 30; i++)
        {
            entities.Add(world.AddBody(i % 2 == 0 ? 3 : Afar));
            world.Store.Add(entities[i], new Purse());
            world.Store.Add(entities[i], new Health());
        }

        // Purses are secret anywhere, points where they are afar; some walk over, and are secret only before.
        for (int tick = 0; tick < 200; tick++)
        {
            for (int i = 0; i < entities.Count; i++)
            {
                world.Store.Get<Purse>(entities[i]).Coins = Secret(random, secrets);
                bool isFar = i % 2 == 1 || (i % 4 == 2 && tick / 20 % 2 == 0);
                world.MoveTo(entities[i], isFar ? Afar : 3);
                world.Store.Get<Health>(entities[i]).Points =
                    isFar ? (int)Secret(random, secrets) : random.Next(1_000);
            }

            world.Tick();
            AssertKnowsNone(spy.Replication, secrets);
        }

        Assert.True(spy.Store.Count > 5);
        Assert.NotEmpty(tap.Received);
        foreach (byte[] datagram in tap.Received) AssertHasNone(datagram, secrets);

        // What is looked for would be found: the owner is sent it.
        Assert.Contains(OwnPurses(owner), coins => secrets.Contains(coins));
    }

    private static List<uint> OwnPurses(TestClient owner)
    {
        var coins = new List<uint>();
        foreach (WorldChunk chunk in owner.Store.Chunks)
        {
            foreach (Purse purse in chunk.Column<Purse>()) coins.Add(purse.Coins);
        }

        return coins;
    }

    private static void OwnAll(ReplicationWorld world, ulong ownerId) => world.Server.Replicas.Spawned =
        (replicas, ids) =>
        {
            foreach (ReplicaId id in ids) replicas.SetOwner(id, ownerId);
        };

    // Numbers that nothing else has: all of 32 bits, far from what else is in a row or packet.
    internal static uint Secret(Random random, HashSet<uint> secrets)
    {
        uint secret = 0xA5000000u | (uint)random.Next(1 << 24);
        secrets.Add(secret);
        return secret;
    }

    // All that was ever decoded and is still there: rows out of view and despawned ones too.
    private static void AssertKnowsNone(ReplicationClient client, HashSet<uint> secrets)
    {
        AssertKnowsNone(client.World.Rows, secrets);
    }

    internal static void AssertKnowsNone(RowTable rows, HashSet<uint> secrets)
    {
        for (int index = 0; index < rows.Count; index++)
        {
            if (!rows.IsUsed(index)) continue;
            foreach (uint word in rows.Words(rows[index])) Assert.DoesNotContain(word, secrets);
        }
    }

    // At every bit, since words stand at any.
    internal static void AssertHasNone(byte[] datagram, HashSet<uint> secrets)
    {
        for (int bit = 0; bit + 32 <= datagram.Length * 8; bit++)
        {
            ulong window = 0;
            for (int i = 0; i < 5 && (bit / 8) + i < datagram.Length; i++)
                window |= (ulong)datagram[(bit / 8) + i] << (8 * i);
            Assert.DoesNotContain((uint)(window >> (bit % 8)), secrets);
        }
    }
}
