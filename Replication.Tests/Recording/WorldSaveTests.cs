using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Recording;

public class WorldSaveTests
{
    [Fact]
    public void A_restored_world_has_the_saved_ids_and_states()
    {
        using var game = new RecordedGame(seed: 3);
        game.Play(60);
        using var restored = new ReplicationWorld();
        Assert.True(WorldSave.TryRestore(restored.Server, Saved(game), out ReplayProblem problem), $"{problem}");
        Assert.Equal(game.World.Server.Hash(), restored.Server.Hash());
        Assert.Equal(game.World.Server.CurrentTick, restored.Server.CurrentTick);
        Assert.Equal(Ids(game.World.Store), Ids(restored.Store));
        restored.Tick();
        Assert.Equal(game.World.Server.Hash(), restored.Server.Hash());
    }

    [Fact]
    public void An_id_that_was_free_goes_on_with_its_next_generation()
    {
        using var world = new ReplicationWorld();
        Entity first = world.Store.Create(new Health { Points = 1 });
        world.Store.Create(new Health { Points = 2 });
        world.Tick();
        ReplicaId gone = world.Store.IdOf(first);
        world.Store.Destroy(first);
        world.Tick();
        var stream = new MemoryStream();
        WorldSave.Save(world.Server, stream);
        stream.Position = 0;

        using var restored = new ReplicationWorld();
        Assert.True(WorldSave.TryRestore(restored.Server, stream, out _));
        Entity next = restored.Store.Create(new Health { Points = 3 });
        restored.Tick();
        Assert.Equal(new ReplicaId(gone.Index, (ushort)(gone.Generation + 1)), restored.Store.IdOf(next));
    }

    [Fact]
    public void A_child_whose_parent_was_not_saved_is_restored()
    {
        using var world = new ReplicationWorld();
        world.Store.Create(new Turret { Ship = new(new ReplicaId(5, 1)) });
        world.Tick();
        var stream = new MemoryStream();
        WorldSave.Save(world.Server, stream);
        stream.Position = 0;

        using var restored = new ReplicationWorld();
        Assert.True(WorldSave.TryRestore(restored.Server, stream, out _));
        restored.Tick();
        Assert.Equal(1, restored.Store.Count);
        Assert.Equal(world.Server.Hash(), restored.Server.Hash());
    }

    [Fact]
    public void Clients_of_a_restored_server_converge()
    {
        using var game = new RecordedGame(seed: 8);
        game.Play(30);
        using var restored = new ReplicationWorld();
        Assert.True(WorldSave.TryRestore(restored.Server, Saved(game), out _));
        TestClient client = restored.AddClient();
        Assert.True(restored.TickUntilConverged());
        Assert.Equal(game.World.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void A_server_that_has_ticked_and_one_that_has_not_are_refused()
    {
        using var world = new ReplicationWorld();
        Assert.Throws<InvalidOperationException>(() => WorldSave.Save(world.Server, new MemoryStream()));
        world.Tick();
        Assert.Throws<InvalidOperationException>(() =>
            WorldSave.TryRestore(world.Server, new MemoryStream(), out _));
    }

    [Fact]
    public void A_truncated_save_restores_nothing()
    {
        using var game = new RecordedGame(seed: 3);
        game.Play(20);
        byte[] saved = Saved(game).ToArray();
        for (int length = 0; length < saved.Length; length += 7)
        {
            using var restored = new ReplicationWorld();
            Assert.False(WorldSave.TryRestore(restored.Server, new MemoryStream(saved, 0, length), out _));
            Assert.Equal(0, restored.Store.Count);
        }
    }

    private static MemoryStream Saved(RecordedGame game)
    {
        var stream = new MemoryStream();
        WorldSave.Save(game.World.Server, stream);
        stream.Position = 0;
        return stream;
    }

    private static List<ReplicaId> Ids(WorldStore store)
    {
        var ids = new List<ReplicaId>();
        foreach (WorldChunk chunk in store.Chunks) ids.AddRange(chunk.Ids);
        return [.. ids.OrderBy(static id => id.Index)];
    }
}
