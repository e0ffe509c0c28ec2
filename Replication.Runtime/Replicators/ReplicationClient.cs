using Replication.Transport;

namespace Replication.Runtime;

/// <summary>Shows a server's world in a world of its own.</summary>
/// <remarks>
/// Call <see cref="Connect"/> once and <see cref="Tick"/> at least at the server's network rate. One thread; nothing
/// happens between calls. A tick in which nothing spawns allocates nothing.
/// </remarks>
public sealed class ReplicationClient : ISessionHandler, IMessageSink, IDisposable
{
    private readonly IReplicationStore _store;
    private readonly TransportClient _transport;
    private readonly RowTable _rows;
    private readonly IncomingReplicator _incoming;
    private readonly Apply _apply;
    private readonly SessionMessages _messages;
    private readonly byte[] _packet;

    /// <summary>Prepares a client; nothing is sent before <see cref="Connect"/>.</summary>
    /// <param name="link">Where datagrams come and go; disposed with the client.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="schema">The components; the server must have the same.</param>
    /// <param name="store">The world that shows the server's.</param>
    /// <param name="options">Limits and rates.</param>
    /// <param name="time">The clock of the session.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    /// <exception cref="ArgumentException">A message has no channel that promises what it declares.</exception>
    public ReplicationClient(
        ILink link, LinkAddress server, SchemaTable schema, IReplicationStore store, ReplicationOptions options,
        TimeProvider time)
    {
        options.Validate();
        _store = store;
        _messages = new SessionMessages(options);
        ulong hash = SessionMessages.HashOf(schema, options.Messages);
        _transport = new TransportClient(link, server, options.Transport with { SchemaHash = hash }, time, this);
        var layouts = new LayoutTable(schema, options.MaxRowBits);

        // Longer than the sender's, so that a baseline it may still name is never gone here first.
        var log = new VersionLog(options.HistoryTicks * 2, options.MaxHistoryBytes);
        var replicas = new ReceivedReplicas(options.MaxReplicas);
        _rows = new RowTable(options.MaxReplicas);
        _incoming = new IncomingReplicator(layouts, _rows, log, replicas);
        _apply = new Apply(_rows, replicas);
        _packet = new byte[options.Transport.MaxPayloadBytes];
    }

    /// <summary>The session: state, reason of its end, times, loss.</summary>
    public Session Session => _transport.Session;

    /// <summary>The newest tick of the server that the world shows; zero before the first.</summary>
    public Tick AppliedTick => _incoming.NewestTick;

    /// <summary>How many replicas there are.</summary>
    public int ReplicaCount => _rows.AliveCount;

    /// <summary>Who takes the messages that the server sends; what became of each is counted here.</summary>
    public MessageDispatcher Messages => _messages.Dispatcher;

    /// <summary>What came in.</summary>
    public IncomingStatistics Statistics => _incoming.Statistics;

    /// <summary>Datagrams that the session does not account for.</summary>
    public TransportStatistics TransportStatistics => _transport.Statistics;

    /// <summary>Asks the server to be let in. <see cref="Session"/> tells what became of it.</summary>
    public void Connect() => _transport.Connect();

    /// <summary>One tick: what arrived is taken, the world is told, and the server hears what was taken.</summary>
    public void Tick()
    {
        _transport.Receive();
        _apply.Run(_store);
        Answer();
        _transport.Flush();
    }

    /// <summary>Sends a message to the server; it goes with the next tick.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>False when its channel is full or there is no session.</returns>
    /// <exception cref="ArgumentException">
    /// The options lack the message, or a field is null or larger than was declared.
    /// </exception>
    public bool TrySend<T>(in T message)
        where T : IMessage<T> => _messages.Sender.TrySend(in message, this);

    /// <summary>Tells the server that the client leaves.</summary>
    public void Disconnect() => _transport.Session.Disconnect();

    /// <summary>
    /// A hash of the quantised state of every replica received; see <see cref="ReplicationServer.Hash"/>.
    /// </summary>
    /// <returns>The hash. Walks every replica.</returns>
    public ulong Hash() => _rows.Hash();

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    bool ISessionHandler.Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        var reader = new BitReader(payload);

        // The server owns everything, so it has nothing to refuse.
        reader.Require(!reader.ReadBit());
        return !PayloadHead.ReadHasSnapshot(ref reader) ? !reader.Failed : _incoming.Receive(ref reader);
    }

    /// <inheritdoc/>
    bool ISessionHandler.ReceiveMessage(byte channel, ReadOnlySpan<byte> message) =>
        _messages.Receive(Session, channel, message);

    /// <inheritdoc/>
    bool IMessageSink.TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message) =>
        Session.TrySend(channel, message) == SendResult.Queued;

    /// <inheritdoc/>
    void ISessionHandler.Delivered(Sequence sequence)
    {
        // Refusals go again until they are answered, so nothing hangs on one packet of theirs.
    }

    /// <inheritdoc/>
    void ISessionHandler.Lost(Sequence sequence)
    {
        // As for Delivered.
    }

    // Acknowledgements ride on whatever is sent; refused baselines are what the client itself has to say.
    private void Answer()
    {
        if (_incoming.Refused.IsEmpty || Session.State != SessionState.Connected) return;
        var writer = new BitWriter(_packet);
        PayloadHead.WriteRefusalsOnly(ref writer, _incoming.Refused);
        Session.TrySend(_packet.AsSpan(0, writer.ByteCount), out _);
    }
}
