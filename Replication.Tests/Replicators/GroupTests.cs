using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Interest;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class GroupTests
{
    private const int Members = 5;

    [Theory]
    [InlineData(1, 65_536)]
    [InlineData(2, 65_536)]
    [InlineData(3, 1_200)]
    [InlineData(4, 1_200)]
    [InlineData(5, 1_200)]
    public void A_client_shows_all_of_a_group_as_of_one_tick(ulong seed, int budget)
    {
        using var world = new ReplicationWorld(
            InterestWorld.Bad, seed, new ReplicationOptions { BudgetBytesPerTick = budget });
        for (int i = 0; i < 3; i++) world.AddClient();
        Entity[] members = CreateSpread(world);
        Group(world, members);
        var random = new Random((int)seed);
        HashSet<string> states = [];
        int shown = 0;
        for (int i = 0; i < 200; i++)
        {
            Move(world, members, random, i);
            states.Add(Describe(members.Select(member => world.Store.Get<Health>(member).Points)));
            world.Tick();
            foreach (TestClient client in world.Clients)
            {
                int[] points = ShownOf(world, client, members);
                if (points.Length == 0) continue;
                shown++;
                Assert.True(states.Contains(Describe(points)), $"seed {seed}, tick {i}: {Describe(points)} never was");
            }
        }

        Assert.True(shown > 300, $"{shown}");
        Assert.True(world.TickUntilConverged());
        Assert.All(world.Clients, client => Assert.Equal(world.Server.Hash(), client.Replication.Hash()));
        Assert.All(world.Server.Connections, connection => Assert.Equal(0, connection.Statistics.SplitGroups));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_group_comes_and_goes_as_one(ulong seed)
    {
        using var world = new ReplicationWorld(
            InterestWorld.Bad, seed, new ReplicationOptions { BudgetBytesPerTick = 1_200 });
        TestClient client = world.AddClient();
        var random = new Random((int)seed);
        Entity[] members = CreateSpread(world);
        Group(world, members);
        for (int i = 0; i < 60; i++)
        {
            Move(world, members, random, i);
            world.Tick();
            Assert.True(ShownOf(world, client, members).Length is 0 or Members, $"seed {seed}, tick {i}");
        }

        ReplicaId[] ids = [.. members.Select(world.Store.IdOf)];
        foreach (Entity member in members) world.Store.Destroy(member);
        for (int i = 0; i < 60; i++)
        {
            Move(world, [], random, i);
            world.Tick();
            int left = ids.Count(id => client.Store.TryFind(id, out _));
            Assert.True(left is 0 or Members, $"seed {seed}, tick {i}: {left} are left");
        }

        Assert.DoesNotContain(ids, id => client.Store.TryFind(id, out _));
    }

    [Fact]
    public void A_recording_of_a_client_shows_a_group_as_of_one_tick()
    {
        using var world = new ReplicationWorld(InterestWorld.Bad, seed: 7);
        TestClient client = world.AddClient();
        var stream = new MemoryStream();
        using var recorder = new Recorder(client.Replication, stream, new RecordingOptions());
        Entity[] members = CreateSpread(world);
        Group(world, members);
        var random = new Random(7);
        HashSet<string> states = [];
        for (int i = 0; i < 100; i++)
        {
            Move(world, members, random, i);
            states.Add(Describe(members.Select(member => world.Store.Get<Health>(member).Points)));
            world.Tick();
            recorder.Record();
        }

        recorder.Flush();
        stream.Position = 0;
        var store = new WorldStore(ReplicationWorld.Schema);
        Assert.True(ReplayPlayer.TryOpen(
            stream, ReplicationWorld.Schema, store, new ReplicationOptions(), out ReplayPlayer? player, out _));
        int shown = 0;
        while (player.Step())
        {
            int[] points = ShownOf(world, new TestClient(client.Replication, store), members);
            if (points.Length == 0) continue;
            shown++;
            Assert.Contains(Describe(points), states);
        }

        Assert.True(shown > 50);
    }

    [Fact]
    public void A_group_that_fits_no_packet_arrives_in_parts_and_is_counted()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity[] members = [.. Enumerable.Range(0, 64).Select(i => world.AddBody(i))];
        var options = new ReplicationOptions { Transport = new TransportOptions { MaxPayloadBytes = 300 } };
        TestClient small = world.AddClient(options);
        Group(world, members);
        Assert.True(world.TickUntilConverged());

        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.Equal(world.Server.Hash(), small.Replication.Hash());
        Assert.True(InterestWorld.ConnectionOf(world, small).Statistics.SplitGroups > 0);
    }

    [Fact]
    public void A_group_is_left_and_ends_with_its_last_but_one()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { MaxGroupReplicas = 2 });
        ReplicaTable replicas = world.Server.Replicas;
        CreateSpread(world);
        world.Tick();
        ReplicaId[] ids = [.. Enumerable.Range(0, 3).Select(replicas.IdAt)];
        Assert.True(replicas.SetGroup(ids[1], ids[0]));
        Assert.True(replicas.SetGroup(ids[0], ids[1]));
        Assert.Throws<InvalidOperationException>(() => replicas.SetGroup(ids[2], ids[1]));
        Assert.True(replicas.SetGroup(ids[0], ReplicaId.None));
        Assert.True(replicas.Groups.IsEmpty);
        Assert.True(replicas.SetGroup(ids[2], ids[1]));
        Assert.False(replicas.SetGroup(ids[2], new ReplicaId(ids[1].Index, 9)));
        Assert.False(replicas.SetGroup(new ReplicaId(ids[1].Index, 9), ids[2]));
        Assert.Equal([1, 2], replicas.Groups.MembersOf(1).ToArray());
    }

    // Members among others, so that their rows are far apart.
    private static Entity[] CreateSpread(ReplicationWorld world)
    {
        var members = new Entity[Members];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = world.Store.Create(new Health());
            for (int j = 0; j < 24; j++) world.AddBody(j);
        }

        return members;
    }

    private static void Group(ReplicationWorld world, Entity[] members)
    {
        world.Server.AssignIds();
        foreach (Entity member in members)
            Assert.True(world.Server.Replicas.SetGroup(world.Store.IdOf(member), world.Store.IdOf(members[^1])));
    }

    // Some of the members, and all else.
    private static void Move(ReplicationWorld world, Entity[] members, Random random, int tick)
    {
        foreach (Entity member in members)
        {
            if (random.Next(3) == 0) world.Store.Get<Health>(member).Points = tick;
        }

        foreach (WorldChunk chunk in world.Store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>()) body.Position += new Vector3(0.1f, 0, 0.03f * (tick % 3));
        }
    }

    private static int[] ShownOf(ReplicationWorld world, TestClient client, Entity[] members)
    {
        var points = new List<int>();
        foreach (Entity member in members)
        {
            if (client.Store.TryFind(world.Store.IdOf(member), out Entity shown))
                points.Add(client.Store.Get<Health>(shown).Points);
        }

        return [.. points];
    }

    private static string Describe(IEnumerable<int> points) => string.Join(' ', points);
}
