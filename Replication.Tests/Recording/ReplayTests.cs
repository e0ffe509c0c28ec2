using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Recording;

public class ReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_tick_plays_as_the_server_had_it(int seed)
    {
        using var game = new RecordedGame(seed);
        game.Play(150);
        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out WorldStore store);
        var played = new List<uint>();
        while (player.Step())
        {
            played.Add(player.CurrentTick.Value);
            Assert.Equal(game.Hashes[player.CurrentTick.Value], player.Hash());
            Assert.Equal(player.ReplicaCount, store.Count);
        }

        Assert.Equal(game.Hashes.Keys, played);
        Assert.False(player.Step());
        Assert.Equal(game.World.Store.Count, store.Count);
    }

    [Fact]
    public void Any_tick_can_be_sought_from_any_other()
    {
        using var game = new RecordedGame(seed: 4);
        game.Play(120);
        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out WorldStore store);
        var random = new Random(4);
        for (int i = 0; i < 60; i++)
        {
            var tick = new Tick((uint)random.Next(1, 121));
            player.Seek(tick);
            Assert.Equal(tick, player.CurrentTick);
            Assert.Equal(game.Hashes[tick.Value], player.Hash());
            Assert.Equal(player.ReplicaCount, store.Count);
        }
    }

    [Fact]
    public void A_tick_out_of_reach_shows_the_nearest()
    {
        using var game = new RecordedGame();
        game.Play(30);
        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out _);
        player.Seek(new Tick(1_000));
        Assert.Equal(new Tick(30), player.CurrentTick);
        player.Seek(new Tick(0));
        Assert.Equal(player.FirstTick, player.CurrentTick);
    }

    [Fact]
    public void An_entity_that_is_there_before_and_after_a_seek_stays_the_same()
    {
        using var game = new RecordedGame();
        game.Play(100, isChurning: false);
        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out WorldStore store);
        player.Seek(new Tick(90));
        Entity before = store.Chunks[0].Entities[0];
        player.Seek(new Tick(10));
        Assert.Equal(game.Hashes[10], player.Hash());
        Assert.True(store.Exists(before));
    }

    [Fact]
    public void What_a_client_received_plays_as_it_had_it()
    {
        var conditions = Replication.Transport.NetworkConditions.Perfect with { LossRatio = 0.2 };
        using var game = new RecordedGame(seed: 5, world: new ReplicationWorld(conditions, seed: 5));
        TestClient client = game.World.AddClient();
        var stream = new MemoryStream();
        using var recorder =
            new Recorder(client.Replication, stream, new RecordingOptions { KeyframeTicks = 25 });
        var hashes = new List<ulong>();
        for (int i = 0; i < 100; i++)
        {
            game.Play(1);
            long before = recorder.TickCount;
            recorder.Record();
            if (recorder.TickCount > before) hashes.Add(client.Replication.Hash());
        }

        recorder.Flush();
        ReplayPlayer player = RecordedGame.Open(stream.ToArray(), out _);
        Assert.Equal(ReplaySource.Client, player.Source);
        foreach (ulong hash in hashes)
        {
            Assert.True(player.Step());
            Assert.Equal(hash, player.Hash());
        }

        player.Seek(player.LastTick);
        Assert.Equal(hashes[^1], player.Hash());
    }

    [Fact]
    public void A_world_larger_than_a_block_is_recorded()
    {
        using var game = new RecordedGame(options: new RecordingOptions { BlockBytes = 4_096, KeyframeTicks = 10 });
        for (int i = 0; i < 3_000; i++) game.World.Store.Create(new Health { Points = i * 7 });
        game.Play(25);
        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out _);
        player.Seek(new Tick(15));
        Assert.Equal(game.Hashes[15], player.Hash());
        while (player.Step()) Assert.Equal(game.Hashes[player.CurrentTick.Value], player.Hash());
    }

    [Fact]
    public void A_tick_in_steady_state_records_and_plays_without_allocating()
    {
        using var game = new RecordedGame(options: new RecordingOptions { KeyframeTicks = 30, BlockTicks = 8 });
        game.Stream.Capacity = 1 << 20;
        game.Play(200, isChurning: false, isHashed: false);
        Assert.Equal(0, Allocations.Of(() => game.Play(70, isChurning: false, isHashed: false)));

        ReplayPlayer player = RecordedGame.Open(game.Bytes(), out _);
        for (int i = 0; i < 190; i++) player.Step();
        long allocated = Allocations.Of(() =>
        {
            for (int i = 0; i < 10; i++) player.Step();
        });
        Assert.Equal(0, allocated);
        Assert.Null(game.Recorder.Failure);
    }

    [Fact]
    public void A_stream_that_takes_no_more_ends_the_recording_and_not_the_game()
    {
        using var world = new ReplicationWorld();
        using var recorder = new Recorder(
            world.Server, new FullStream(), new RecordingOptions { BlockTicks = 1 });
        world.Tick();
        recorder.Record();
        Assert.NotNull(recorder.Failure);
        world.Tick();
        recorder.Record();
        Assert.Equal(0, recorder.TickCount);
    }

    [Fact]
    public void A_recording_of_another_game_is_refused_with_its_reason()
    {
        using var game = new RecordedGame();
        game.Play(3);
        var schema = new SchemaTable(ComponentCodec.Of<Health>());
        bool isOpen = ReplayPlayer.TryOpen(
            new MemoryStream([1, 2, 3]), schema, new WorldStore(schema), new ReplicationOptions(), out _,
            out ReplayProblem problem);
        Assert.False(isOpen);
        Assert.Equal(ReplayProblemKind.NotARecording, problem.Kind);
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("The disk is full.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("The disk is full.");
    }
}
