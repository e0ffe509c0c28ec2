using Replication.Runtime;
using Replication.Tests.Messages;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

/// <summary>Messages on the sessions of a server and its clients, beside the state.</summary>
public class MessagingTests
{
    private static readonly MessageTable Table =
        new(MessageCodec.Of<SampleChat>(), MessageCodec.Of<SampleShot>(), MessageCodec.Of<SampleMove>());

    // As the samples' messages declare: chat on 1, shots on 2, moves on 3.
    private static readonly ReplicationOptions Options = new()
    {
        Messages = Table,
        Transport = new TransportOptions
        {
            Channels = ChannelOptions.Standard.SetItem(1, new ChannelOptions { Mode = ChannelMode.ReliableOrdered }),
        },
    };

    private static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.2, Latency = TimeSpan.FromMilliseconds(60), DuplicateRatio = 0.1, ReorderRatio = 0.1,
    };

    [Fact]
    public void A_reliable_message_reaches_every_client_once_and_in_order_whatever_is_lost()
    {
        using var world = new ReplicationWorld(Bad, seed: 3, Options);
        var heard = new List<string>[3];
        for (int i = 0; i < heard.Length; i++)
        {
            List<string> own = heard[i] = [];
            world.AddClient().Replication.Messages
                .On((in SampleChat chat, in MessageContext _) => own.Add(chat.Text));
        }

        world.Store.Create(new Body { IsAwake = true });
        Assert.True(world.TickUntilConverged());
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(3, world.Server.SendToAll(new SampleChat($"line {i}", 7, [])));
            world.Tick();
        }

        world.Tick(100);
        string[] said = [.. Enumerable.Range(0, 40).Select(i => $"line {i}")];
        Assert.All(heard, own => Assert.Equal(said, own));
    }

    [Fact]
    public void A_client_is_heard_by_its_session_and_refused_by_the_validator()
    {
        using var world = new ReplicationWorld(options: Options);
        TestClient honest = world.AddClient(), muted = world.AddClient();
        world.Tick(5);
        ulong silent = muted.Replication.Session.Id;
        var heard = new List<(ulong Sender, string Text)>();
        world.Server.Messages.Validate((in SampleChat _, in MessageContext from) => from.SenderId != silent);
        world.Server.Messages.On((in SampleChat chat, in MessageContext from) => heard.Add((from.SenderId, chat.Text)));

        Assert.True(honest.Replication.TrySend(new SampleChat("hello", 1, [])));
        Assert.True(muted.Replication.TrySend(new SampleChat("spam", 1, [])));
        world.Tick(5);

        Assert.Equal([(honest.Replication.Session.Id, "hello")], heard);
        Assert.Equal(1, world.Server.Messages.CountOf(DispatchResult.Refused));
        Assert.Equal(2, world.Server.Connections.Count);
    }

    [Fact]
    public void A_peer_that_sends_what_is_no_message_is_let_go()
    {
        using var world = new ReplicationWorld(options: Options);
        TestClient client = world.AddClient();
        world.Tick(5);
        Assert.Equal(SendResult.Queued, client.Replication.Session.TrySend(1, [0xFF, 0xFF, 1, 2, 3]));
        world.Tick(5);
        Assert.Empty(world.Server.Connections);
        Assert.Equal(1, world.Server.Messages.CountOf(DispatchResult.UnknownType));
        Assert.Equal(DisconnectReason.RejectedByPeer, client.Replication.Session.Reason);
    }

    [Fact]
    public void A_message_without_a_channel_that_promises_as_much_is_refused_when_it_starts()
    {
        var options = new ReplicationOptions { Messages = Table };
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new ReplicationWorld(options: options));
        Assert.Contains(typeof(SampleChat).FullName!, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Peers_with_other_messages_do_not_connect()
    {
        using var world = new ReplicationWorld(options: Options);
        var fewer = new MessageTable(MessageCodec.Of<SampleChat>());
        TestClient client = world.AddClient(Options with { Messages = fewer });
        world.Tick(10);
        Assert.Empty(world.Server.Connections);
        Assert.Equal(DisconnectReason.ProtocolMismatch, client.Replication.Session.Reason);
    }
}
