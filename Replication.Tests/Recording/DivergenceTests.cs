using System.Text.Json;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Recording;

public class DivergenceTests
{
    [Fact]
    public void Two_runs_of_one_game_do_not_differ()
    {
        Divergence found = Compare(Record(seed: 1), Record(seed: 1));
        Assert.Empty(found.Differences);
        Assert.Equal(60, found.TickCount);
        Assert.True(found.StateCount > 60 * 20);
    }

    [Fact]
    public void A_planted_difference_is_named_by_tick_replica_component_and_field()
    {
        Divergence found = Compare(Record(seed: 1), Record(seed: 1, plantAt: 37));
        StateDifference difference = Assert.Single(found.Differences);
        Assert.Equal(new Tick(37), difference.Tick);
        Assert.Equal("Replication.Tests.Replicators.Body", difference.Component);
        Assert.Equal("Position", difference.Field);
        Assert.Equal(DifferenceKind.Value, difference.Kind);
        Assert.InRange(JsonDocument.Parse(difference.Second).RootElement[2].GetDouble(), 98, 100);
        Assert.Contains($"Position: {difference.First} against {difference.Second}", $"{difference}");
    }

    [Fact]
    public void A_replica_and_a_component_that_one_side_lacks_are_named()
    {
        Divergence found = Compare(Record(seed: 1, spawnAt: 21), Record(seed: 1));
        StateDifference difference = Assert.Single(found.Differences);
        Assert.Equal(DifferenceKind.OnlyInFirst, difference.Kind);
        Assert.Equal(new Tick(21), difference.Tick);
        Assert.Empty(difference.Component);

        found = Compare(Record(seed: 1), Record(seed: 1, reshapeAt: 30));
        Assert.Contains(found.Differences, static difference =>
            difference is { Kind: DifferenceKind.OnlyInSecond, Component: "Replication.Tests.Replicators.Door" });
    }

    [Fact]
    public void What_a_client_received_through_loss_is_what_its_server_had()
    {
        (byte[] server, byte[] client) = RecordBoth();
        Divergence found = Compare(server, client);
        Assert.Empty(found.Differences);
        Assert.True(found.StateCount > 1_000, $"{found.StateCount} states");
        Assert.True(found.PassedOver * 20 < found.StateCount, $"{found.PassedOver} of {found.StateCount} passed over");
    }

    [Fact]
    public void A_client_that_shows_what_its_server_never_had_is_found_out()
    {
        (byte[] server, byte[] client) = RecordBoth();
        (byte[] other, _) = RecordBoth(seed: 12);
        Assert.NotEmpty(Compare(other, client).Differences);
        Assert.NotEmpty(Compare(client, other).Differences);
        Assert.Empty(Compare(client, server).Differences);
    }

    [Fact]
    public void Recordings_of_two_clients_are_not_compared()
    {
        (_, byte[] client) = RecordBoth();
        bool isCompared = Divergence.TryCompare(
            new MemoryStream(client), new MemoryStream(client), ReplicationWorld.Schema, new ReplicationOptions(),
            out _, out ReplayProblem problem);
        Assert.False(isCompared);
        Assert.Equal(ReplayProblemKind.NoServer, problem.Kind);
    }

    [Fact]
    public void Hashes_of_rows_tell_which_replica_differs()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        for (int i = 0; i < 20; i++) world.Store.Create(new Health { Points = i });
        Assert.True(world.TickUntilConverged());
        var first = new RowHash[20];
        var second = new RowHash[20];
        Assert.Equal(20, RowHashes.Of(world.Server, first));
        Assert.Equal(20, RowHashes.Of(client.Replication, second));
        Assert.False(RowHashes.TryFindDifference(first, second, out _));
        second[7] = second[7] with { Hash = 1 };
        Assert.True(RowHashes.TryFindDifference(first, second, out RowHash difference));
        Assert.Equal(first[7].Replica, difference.Replica);
        second[7] = second[7] with { ChangedAt = first[7].ChangedAt.Before(1) };
        Assert.False(RowHashes.TryFindDifference(first, second, out _));
    }

    private static byte[] Record(int seed, int plantAt = 0, int spawnAt = 0, int reshapeAt = 0)
    {
        using var game = new RecordedGame(seed);
        for (int tick = 1; tick <= 60; tick++)
        {
            WorldStore store = game.World.Store;
            Entity entity = store.Chunks[0].Count > 0 ? store.Chunks[0].Entities[0] : store.Chunks[1].Entities[0];
            if (tick == plantAt) Plant(store);
            if (tick == spawnAt) store.Create(new Door { IsOpen = true });
            if (tick == reshapeAt) store.Add(entity, default(Door));
            game.Play(1, isChurning: false);
        }

        return game.Bytes();
    }

    // A place that the seed's moves do not reach, of a body that they do not move on in the same tick.
    private static void Plant(WorldStore store)
    {
        foreach (WorldChunk chunk in store.Chunks)
        {
            Span<Body> bodies = chunk.Column<Body>();
            if (bodies.IsEmpty) continue;
            bodies[0].Position.Z = 99.5f;
            return;
        }
    }

    private static Divergence Compare(byte[] first, byte[] second)
    {
        bool isCompared = Divergence.TryCompare(
            new MemoryStream(first), new MemoryStream(second), ReplicationWorld.Schema, new ReplicationOptions(),
            out Divergence? divergence, out ReplayProblem problem);
        Assert.True(isCompared, $"{problem}");
        return divergence!;
    }

    private static (byte[] Server, byte[] Client) RecordBoth(int seed = 11)
    {
        var conditions = NetworkConditions.Perfect with { LossRatio = 0.2, Jitter = TimeSpan.FromMilliseconds(60) };
        using var game = new RecordedGame(seed, world: new ReplicationWorld(conditions, seed: 6));
        TestClient client = game.World.AddClient();
        var stream = new MemoryStream();
        using var recorder = new Recorder(client.Replication, stream, new RecordingOptions { KeyframeTicks = 30 });
        for (int tick = 0; tick < 120; tick++)
        {
            game.Play(1);
            recorder.Record();
        }

        recorder.Flush();
        return (game.Bytes(), stream.ToArray());
    }
}
