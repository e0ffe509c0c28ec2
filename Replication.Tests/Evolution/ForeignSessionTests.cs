using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Transport;
using Xunit;
using TrainedSchema = Replication.Tests.Training.TrainedSchema;

namespace Replication.Tests.Evolution;

/// <summary>Sessions between builds that differ, on bad networks and for long.</summary>
public class ForeignSessionTests
{
    private static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.2,
        Latency = TimeSpan.FromMilliseconds(60),
        Jitter = TimeSpan.FromMilliseconds(40),
        ReorderRatio = 0.1,
        DuplicateRatio = 0.1,
    };

    private static readonly GameBuild Server = GameBuild.Of(
        """
        public struct Aim { [Quantize(-180, 180, 0.1)] public float Yaw; public byte Ammo; }
        [Replicated] public partial struct Ghost { public long Age; public double Weight; }
        [Replicated] public partial struct Pose
        {
            [Quantize(-100, 100, 0.01)] public Vector3 Place;
            public Quaternion Turn;
            public Aim Aim;
            public Vector2 Wind;
            public bool IsUp;
        }
        """,
        """
        public static void Step(WorldStore store, int tick)
        {
            if (tick % 5 == 0 && tick < 100) store.Create(new Pose { IsUp = tick % 2 == 0 });
            if (tick % 9 == 3 && tick < 100) store.Add(store.Chunks[^1].Entities[0], new Ghost { Age = tick });
            foreach (WorldChunk chunk in store.Chunks)
            {
                foreach (ref Ghost ghost in chunk.Column<Ghost>()) { ghost.Age -= 3; ghost.Weight += 0.1; }
                int i = 0;
                foreach (ref Pose pose in chunk.Column<Pose>())
                {
                    float phase = (tick * 0.1f) + i++;
                    pose.Place = new Vector3(MathF.Sin(phase), MathF.Cos(phase), phase % 50);
                    pose.Turn = Quaternion.CreateFromYawPitchRoll(phase, i, 0);
                    pose.Aim.Yaw = phase % 100;
                    pose.Wind = new Vector2(phase, i);
                    if (tick % 4 != i % 4) continue;
                    pose.IsUp = !pose.IsUp;
                    pose.Aim.Ammo = (byte)((pose.Aim.Ammo + 3) % 256);
                }
            }
        }
        """);

    private static readonly GameBuild Client = GameBuild.Of(
        """
        public struct Aim { public byte Ammo; [Quantize(-180, 180, 0.1)] public float Yaw; }
        [Replicated] public partial struct Hat { public int Size; }
        [Replicated] public partial struct Pose
        {
            public bool IsUp;
            public Aim Aim;
            [Quantize(-100, 100, 0.01)] public Vector3 Place;
            public int Score;
        }
        """);

    [Fact]
    public void A_client_of_another_build_converges_whatever_the_network_does() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            using var builds = new TwoBuilds(Server, Client, Bad, seed);
            builds.Play(80);
            return builds.TickUntilConverged() && builds.ClientStore.Count == builds.ServerStore.Count;
        },
        iter: 10, threads: 1);

    [Fact]
    public void A_client_of_another_build_allocates_nothing_in_steady_state()
    {
        using var builds = new TwoBuilds(
            Server, Client, serverOptions: new ReplicationOptions { HistoryTicks = 16 },
            clientOptions: new ReplicationOptions { HistoryTicks = 16 });
        builds.Play(400);

        Assert.Equal(0, Allocations.Of(() => builds.Play(100)));
        Assert.True(builds.TickUntilConverged());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trained_codes_are_read_by_who_was_built_without_them(bool isServerTrained)
    {
        SchemaTable trained = TrainedSchema.Table, plain = ReplicationWorld.Schema;
        using var world = new ReplicationWorld(Bad, seed: 4, schema: isServerTrained ? trained : plain);
        TestClient client = world.AddClient(schema: isServerTrained ? plain : trained);
        for (int i = 0; i < 10; i++)
        {
            Entity entity = world.Store.Create(default(Body));
            world.Store.Add(entity, new Health { Points = i });
            world.Store.Add(entity, default(Door));
        }

        for (int tick = 0; tick < 100; tick++)
        {
            TrainedSchema.Move(world.Store, tick);
            world.Tick();
        }

        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void No_state_is_sent_before_the_client_said_that_it_can_read_it()
    {
        var slow = NetworkConditions.Perfect with { Latency = TimeSpan.FromMilliseconds(200) };
        using var builds = new TwoBuilds(Server, Client, slow);
        bool wasSeenWaiting = false;
        for (int i = 0; i < 40; i++)
        {
            builds.Play(1);
            if (builds.Server.Connections is not [{ IsAgreed: false } waiting]) continue;
            wasSeenWaiting = true;
            Assert.Equal(0, waiting.Statistics.Packets);
            Assert.False(waiting.IsConverged);
        }

        Assert.True(wasSeenWaiting);
        Assert.True(builds.TickUntilConverged());
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void A_description_that_is_none_ends_the_session(byte[] message)
    {
        using var builds = new TwoBuilds(Server, Client);
        byte channel = (byte)new TransportOptions().Channels.Length;
        Assert.False(((ISessionHandler)builds.Client).ReceiveMessage(channel, message));
        Assert.False(((ISessionHandler)builds.Client).ReceiveMessage(0, message));
    }

    [Fact]
    public void A_server_takes_one_word_of_a_client_that_it_described_itself_to_and_no_other()
    {
        using var builds = new TwoBuilds(Server, Client);
        while (builds.Server.Connections.Count == 0) builds.Tick();
        var connection = (ISessionHandler)builds.Server.Connections[0];
        byte channel = (byte)new TransportOptions().Channels.Length;
        Assert.False(connection.ReceiveMessage(channel, [2]));
        Assert.False(connection.ReceiveMessage(0, [1]));
        Assert.True(connection.ReceiveMessage(channel, [1]));
        Assert.False(connection.ReceiveMessage(channel, [1]));
    }
}
