using Replication.Runtime;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class ResumeTests
{
    private const int Replicas = 200;

    // The sessions' timeout is 10 s: both sides have given each other up.
    private const int Timeout = 220;

    [Fact]
    public void A_client_whose_session_was_cut_gets_what_changed_and_no_more()
    {
        using var world = new ReplicationWorld();
        TestClient client = Join(world, out List<Entity> entities);
        ulong session = client.Replication.Session.Id;
        client.Store.TryFind(world.Store.IdOf(entities[0]), out Entity shown);

        Cut(world, client, ticks: Timeout, meanwhile: () => world.Store.Get<Health>(entities[3]).Points = 1_234);
        Assert.Equal(1, world.Server.ParkedCount);
        Reconnect(world, client);

        Assert.True(world.TickUntilConverged());
        Assert.True(client.Replication.IsResumed);
        Assert.Equal(session, world.Server.Connections[0].ResumedSessionId);
        Assert.Equal(0, world.Server.ParkedCount);
        Assert.Equal(1, world.Server.Connections[0].Statistics.Updates);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.True(client.Store.Exists(shown));
    }

    [Fact]
    public void What_came_and_went_meanwhile_is_told()
    {
        using var world = new ReplicationWorld();
        TestClient client = Join(world, out List<Entity> entities);
        Cut(world, client, ticks: Timeout, meanwhile: () =>
        {
            for (int i = 0; i < 20; i++) world.Store.Destroy(entities[i * 2]);
            for (int i = 0; i < 30; i++) world.Store.Create(new Door { IsOpen = true });
            world.Store.Add(entities[1], default(Stunned));
        });
        Reconnect(world, client);
        Assert.True(world.TickUntilConverged());
        Assert.True(client.Replication.IsResumed);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.Equal(Replicas + 10, client.Store.Count);
    }

    [Fact]
    public void A_session_that_the_server_still_holds_is_gone_on_from()
    {
        using var world = new ReplicationWorld();
        TestClient client = Join(world, out _);
        for (int i = 0; i < 30; i++)
        {
            // The server stands still, so the client alone notices.
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            client.Replication.Tick();
        }

        Assert.Equal(SessionState.Disconnected, client.Replication.Session.State);
        client.Replication.Connect();
        Assert.True(world.TickUntilConverged());
        Assert.True(client.Replication.IsResumed);
        Assert.Equal(0, world.Server.Connections[0].Statistics.Updates);
    }

    [Fact]
    public void Who_comes_too_late_gets_everything_anew_and_shows_no_ghosts()
    {
        using var world = new ReplicationWorld(
            options: new ReplicationOptions { ReconnectGrace = TimeSpan.FromSeconds(2) });
        TestClient client = Join(world, out List<Entity> entities);
        Cut(world, client, ticks: Timeout + 60, meanwhile: () =>
        {
            for (int i = 0; i < 20; i++) world.Store.Destroy(entities[i]);
        });
        Assert.Equal(0, world.Server.ParkedCount);
        Reconnect(world, client);
        Assert.True(world.TickUntilConverged());
        Assert.False(client.Replication.IsResumed);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.Equal(Replicas - 20, client.Store.Count);
    }

    [Fact]
    public void Nobody_goes_on_from_what_he_cannot_name_and_nobody_asks_twice()
    {
        using var world = new ReplicationWorld();
        TestClient victim = Join(world, out _);
        Cut(world, victim, ticks: Timeout, meanwhile: static () => { });
        Assert.Equal(1, world.Server.ParkedCount);
        world.AddClient();
        world.Tick(3);

        byte channel = SchemaChannel.IndexIn(new TransportOptions());
        var connection = (ISessionHandler)world.Server.Connections[0];
        byte[] guess = new byte[ResumeMessage.SecretBytes];
        ResumeMessage.WriteSecret(guess, 42);
        Assert.True(connection.ReceiveMessage(channel, guess));
        Assert.Equal(0ul, world.Server.Connections[0].ResumedSessionId);
        Assert.Equal(1, world.Server.ParkedCount);
        Assert.False(connection.ReceiveMessage(channel, guess));
    }

    [Fact]
    public void Clients_beyond_the_limit_make_the_first_leave()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { MaxParkedConnections = 1 });
        TestClient first = Join(world, out _);
        TestClient second = world.AddClient();
        Assert.True(world.TickUntilConverged());
        Cut(world, first, ticks: 40, meanwhile: static () => { });
        Cut(world, second, ticks: Timeout, meanwhile: static () => { });
        Assert.Equal(1, world.Server.ParkedCount);
        Reconnect(world, first);
        Reconnect(world, second);
        Assert.True(world.TickUntilConverged());
        Assert.False(first.Replication.IsResumed);
        Assert.True(second.Replication.IsResumed);
        Assert.Equal(first.Replication.Hash(), second.Replication.Hash());
    }

    [Fact]
    public void Who_says_goodbye_is_not_waited_for()
    {
        using var world = new ReplicationWorld();
        TestClient client = Join(world, out _);
        client.Replication.Disconnect();
        world.Tick(5);
        Assert.Equal(0, world.Server.ParkedCount);
        client.Replication.Connect();
        Assert.True(world.TickUntilConverged());
        Assert.False(client.Replication.IsResumed);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void Ids_of_replicas_that_died_meanwhile_are_free_again_when_the_time_is_over()
    {
        using var world = new ReplicationWorld(
            options: new ReplicationOptions { ReconnectGrace = TimeSpan.FromSeconds(5) });
        TestClient client = Join(world, out List<Entity> entities);
        ReplicaId first = world.Store.IdOf(entities[0]);
        Cut(world, client, ticks: Timeout, meanwhile: () => world.Store.Destroy(entities[0]));
        Entity held = world.Store.Create(new Door());
        world.Tick();
        Assert.NotEqual(first.Index, world.Store.IdOf(held).Index);
        world.Tick(120);
        Entity next = world.Store.Create(new Door());
        world.Tick();
        Assert.Equal(first.Index, world.Store.IdOf(next).Index);
    }

    [Fact]
    public void A_client_that_missed_more_than_the_window_gets_the_rows_that_changed_and_not_the_world()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { HistoryTicks = 8 });
        TestClient client = Join(world, out List<Entity> entities);
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        world.Clients.Remove(client);
        for (int tick = 0; tick < 60; tick++)
        {
            for (int i = 0; i < 5; i++) world.Store.Get<Health>(entities[i]).Points++;
            world.Tick();
        }

        world.Clients.Add(client);
        Assert.True(world.TickUntilConverged());
        OutgoingStatistics sent = world.Server.Connections[0].Statistics.Since(before);
        Assert.True(sent.FullUpdates > 0);
        Assert.True(sent.Updates <= 5 * 65, $"{sent.Updates} states");
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    private static TestClient Join(ReplicationWorld world, out List<Entity> entities)
    {
        entities = [];
        for (int i = 0; i < Replicas; i++) entities.Add(world.Store.Create(new Health { Points = i }));
        TestClient client = world.AddClient();
        Assert.True(world.TickUntilConverged());
        return client;
    }

    // Nothing comes from the client any more, until both have given the other up.
    private static void Cut(ReplicationWorld world, TestClient client, int ticks, Action meanwhile)
    {
        world.Clients.Remove(client);
        world.Tick(ticks);
        meanwhile();
        world.Tick();
    }

    private static void Reconnect(ReplicationWorld world, TestClient client)
    {
        client.Replication.Tick();
        Assert.Equal(SessionState.Disconnected, client.Replication.Session.State);
        client.Replication.Connect();
        world.Clients.Add(client);
    }
}
