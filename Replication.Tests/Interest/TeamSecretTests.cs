using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Tests.Transport;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Interest;

public class TeamSecretTests
{
    private const int Red = 1;
    private const int Blue = 2;

    [Fact]
    public void A_component_for_the_team_reaches_team_and_owner_and_one_for_the_owner_the_owner_alone()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient[] clients = [world.AddClient(), world.AddClient(), world.AddClient()];
        Assert.True(world.TickUntilConverged());
        (TestClient owner, TestClient mate, TestClient other) = (clients[0], clients[1], clients[2]);
        InterestWorld.ConnectionOf(world, mate).Viewer.Team = Red;
        InterestWorld.ConnectionOf(world, other).Viewer.Team = Blue;
        Own(world, InterestWorld.ConnectionOf(world, owner).Viewer.OwnerId, Red);
        Entity entity = AddSoldier(world, coins: 7, target: 9);
        Assert.True(world.TickUntilConverged());

        ReplicaId id = world.Store.IdOf(entity);
        Assert.Equal((true, true), Knows(owner, id));
        Assert.Equal((false, true), Knows(mate, id));
        Assert.Equal((false, false), Knows(other, id));
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void That_it_changed_is_told_to_nobody_else()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient mate = world.AddClient();
        TestClient other = world.AddClient();
        Assert.True(world.TickUntilConverged());
        InterestWorld.ConnectionOf(world, mate).Viewer.Team = Red;
        Own(world, ownerId: 0, Red);
        Entity entity = AddSoldier(world, coins: 1, target: 1);
        Assert.True(world.TickUntilConverged());

        Assert.Equal((0, 0), PacketsWhile(() => world.Store.Get<Purse>(entity).Coins++));
        (int toMate, int toOther) = PacketsWhile(() => world.Store.Get<Orders>(entity).Target++);
        Assert.True(toMate > 0);
        Assert.Equal(0, toOther);

        (int ToMate, int ToOther) PacketsWhile(Action change)
        {
            OutgoingStatistics[] before = [Statistics(mate), Statistics(other)];
            for (int tick = 0; tick < 20; tick++)
            {
                change();
                world.Tick();
            }

            return ((int)Statistics(mate).Since(before[0]).Packets, (int)Statistics(other).Since(before[1]).Packets);
        }

        OutgoingStatistics Statistics(TestClient client) => InterestWorld.ConnectionOf(world, client).Statistics;
    }

    [Fact]
    public void A_replica_with_nothing_for_everybody_is_its_teams_and_its_owners()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient[] clients = [world.AddClient(), world.AddClient(), world.AddClient()];
        Assert.True(world.TickUntilConverged());
        InterestWorld.ConnectionOf(world, clients[1]).Viewer.Team = Red;
        Own(world, InterestWorld.ConnectionOf(world, clients[0]).Viewer.OwnerId, Red);
        world.Store.Create(new Orders { Target = 3 });
        Assert.True(world.TickUntilConverged());

        Assert.Equal([1, 1, 0], clients.Select(static client => client.Store.Count));
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void Who_changes_teams_sees_what_the_new_team_does_whatever_the_network_does() =>
        Gen.ULong[1, 1_000_000].Sample(
            seed =>
            {
                var random = new Random((int)seed);
                using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed);
                for (int i = 0; i < 3; i++) world.AddClient();
                List<Entity> entities = [.. Enumerable.Range(0, 15).Select(i => AddSoldier(world, (uint)i, (uint)i))];
                for (int tick = 0; tick < 80; tick++)
                {
                    Entity chosen = entities[random.Next(entities.Count)];
                    world.Server.Replicas.SetTeam(world.Store.IdOf(chosen), random.Next(3));
                    foreach (ServerConnection connection in world.Server.Connections)
                    {
                        if (random.Next(20) == 0) connection.Viewer.Team = random.Next(3);
                        if (random.Next(40) > 0) continue;
                        world.Server.Replicas.SetOwner(world.Store.IdOf(chosen), connection.Viewer.OwnerId);
                    }

                    foreach (Entity entity in entities)
                    {
                        world.MoveTo(entity, (random.NextSingle() - 0.5f) * 60);
                        if (world.Store.Has<Orders>(entity)) world.Store.Get<Orders>(entity).Target += 7;
                    }

                    if (random.Next(4) == 0) world.Store.Remove<Orders>(chosen);
                    if (random.Next(4) == 0) world.Store.Add(chosen, new Orders { Target = 1 });
                    if (random.Next(8) == 0) world.Store.Remove<Purse>(chosen);
                    world.Tick();
                }

                return world.TickUntilConverged() && InterestWorld.IsShown(world);
            },
            iter: 10, threads: 1);

    [Fact]
    public void No_byte_that_a_sealed_session_opens_says_what_its_client_may_not_know()
    {
        using var world = new ReplicationWorld(InterestWorld.Bad, seed: 5, protection: Protection.Sealed);
        TestClient mate = world.AddClient();
        var ear = new Ear();
        using TransportClient session = world.AddSession(ear);
        session.Connect();
        Own(world, ownerId: 1_000, Red);
        var random = new Random(6);
        var secrets = new HashSet<uint>();
        List<Entity> entities = [.. Enumerable.Range(0, 20).Select(_ => AddSoldier(world, 0, 0))];
        for (int tick = 0; tick < 200; tick++)
        {
            if (world.Server.Connections.FirstOrDefault(c => c.Session.Id == mate.Replication.Session.Id) is { } known)
                known.Viewer.Team = Red;
            foreach (Entity entity in entities)
            {
                world.Store.Get<Purse>(entity).Coins = SecretTests.Secret(random, secrets);
                world.Store.Get<Orders>(entity).Target = SecretTests.Secret(random, secrets);
                world.MoveTo(entity, random.Next(20));
            }

            world.Tick();
            session.Receive();
            session.Flush();
            SecretTests.AssertKnowsNone(ear.World.Rows, secrets);
        }

        Assert.Equal(entities.Count, ear.World.Store.Count);
        Assert.True(ear.Payloads.Count > 100);
        foreach (byte[] payload in ear.Payloads) SecretTests.AssertHasNone(payload, secrets);

        // What is looked for would be found: the team is sent its part of it.
        Assert.Contains(TargetsOf(mate), secrets.Contains);
    }

    private static Entity AddSoldier(ReplicationWorld world, uint coins, uint target)
    {
        Entity entity = world.AddBody(5);
        world.Store.Add(entity, new Purse { Coins = coins });
        world.Store.Add(entity, new Orders { Target = target });
        return entity;
    }

    private static void Own(ReplicationWorld world, ulong ownerId, int team) => world.Server.Replicas.Spawned =
        (replicas, ids) =>
        {
            foreach (ReplicaId id in ids)
            {
                replicas.SetOwner(id, ownerId);
                replicas.SetTeam(id, team);
            }
        };

    private static (bool Purse, bool Orders) Knows(TestClient client, ReplicaId id)
    {
        Assert.True(client.Store.TryFind(id, out Entity entity));
        return (client.Store.Has<Purse>(entity), client.Store.Has<Orders>(entity));
    }

    private static List<uint> TargetsOf(TestClient client)
    {
        var targets = new List<uint>();
        foreach (WorldChunk chunk in client.Store.Chunks)
        {
            foreach (Orders orders in chunk.Column<Orders>()) targets.Add(orders.Target);
        }

        return targets;
    }

    // Keeps every opened payload, and decodes it as a client does.
    private sealed class Ear : ISessionHandler
    {
        public List<byte[]> Payloads { get; } = [];

        public SnapshotReceiver World { get; } = new(ReplicationWorld.Schema);

        public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
        {
            Payloads.Add(payload.ToArray());
            return World.Receive(payload);
        }

        public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
        {
            Payloads.Add(message.ToArray());
            return true;
        }

        public void Delivered(Sequence sequence)
        {
        }

        public void Lost(Sequence sequence)
        {
        }
    }
}
