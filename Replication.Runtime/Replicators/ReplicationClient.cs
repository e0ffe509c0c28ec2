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
    private readonly ReplicationOptions _options;
    private readonly SessionMessages _messages;
    private readonly PrefabTable _prefabs;
    private readonly Resumption _resumption = new();
    private readonly byte[] _packet;
    private readonly TimeProvider _time;
    private SchemaAgreement _agreement;
    private bool _hasState;

    // Made anew where the server describes other components, before any state of it.
    private IncomingWorld _world;

    /// <summary>
    /// Prepares a client without a connect token, for a server on a loopback address or a trusted network; nothing is
    /// sent before <see cref="Connect"/>.
    /// </summary>
    /// <param name="link">Where datagrams come and go; disposed with the client.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="schema">
    /// The components; the server has the same, or such as <see cref="ReplicationOptions.AllowSchemaEvolution"/>
    /// allows.
    /// </param>
    /// <param name="store">The world that shows the server's.</param>
    /// <param name="options">Limits and rates.</param>
    /// <param name="time">The clock of the session.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    /// <exception cref="ArgumentException">
    /// A message has no channel that promises what it declares; or the server needs a token, because its address is no
    /// loopback address.
    /// </exception>
    public ReplicationClient(
        ILink link, LinkAddress server, SchemaTable schema, IReplicationStore store, ReplicationOptions options,
        TimeProvider time)
        : this(schema, store, options, time, (transport, self) => new(link, server, transport, time, self))
    {
    }

    /// <summary>Prepares a client with a connect token; nothing is sent before <see cref="Connect"/>.</summary>
    /// <param name="link">Where datagrams come and go; disposed with the client.</param>
    /// <param name="token">What the backend gave: who the client is, and where the server is.</param>
    /// <param name="schema">As for the other constructor.</param>
    /// <param name="store">The world that shows the server's.</param>
    /// <param name="options">Limits and rates.</param>
    /// <param name="time">The clock of the session.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    /// <exception cref="ArgumentException">A message has no channel that promises what it declares.</exception>
    public ReplicationClient(
        ILink link, ConnectToken token, SchemaTable schema, IReplicationStore store, ReplicationOptions options,
        TimeProvider time)
        : this(schema, store, options, time, (transport, self) => new(link, token, transport, time, self))
    {
    }

    private ReplicationClient(
        SchemaTable schema, IReplicationStore store, ReplicationOptions options, TimeProvider time,
        Func<TransportOptions, ISessionHandler, TransportClient> makeTransport)
    {
        options.Validate();
        _time = time;
        _store = store;
        _messages = new SessionMessages(options);
        _prefabs = SchemaChannel.PrefabsOf(options, schema);
        _agreement = new SchemaAgreement(_prefabs, options.AllowSchemaEvolution);
        _transport = makeTransport(SchemaChannel.AddTo(SessionMessages.AddTo(options), _prefabs), this);
        _options = options.Within(_transport.MaxPayloadBytes);
        _world = new IncomingWorld(_prefabs, _options);
        _packet = new byte[_transport.MaxPayloadBytes];
    }

    /// <summary>The session: state, reason of its end, times, loss.</summary>
    public Session Session => _transport.Session;

    /// <summary>
    /// Why the server's components cannot be read here: a line for each field or component that changed, as in
    /// <c>Game.Pose.Heading: here [0, 360] step 0.1 (12 bits), there [0, 360] step 1 (9 bits)</c>. Null unless the
    /// session ended for it, with <see cref="DisconnectReason.SchemaMismatch"/>; null too where the server denied the
    /// client without a description.
    /// </summary>
    public string? SchemaDifference => _agreement.Difference;

    /// <summary>The newest tick of the server that the world shows; zero before the first.</summary>
    public Tick AppliedTick => _world.Replicator.NewestTick;

    /// <summary>How many replicas there are.</summary>
    public int ReplicaCount => _world.Rows.AliveCount;

    /// <summary>
    /// References that were there before the replica that they name, which the last tick brought. Both are in the
    /// world; valid until the next tick.
    /// </summary>
    public ReadOnlySpan<LateReference> LateReferences => _world.LateReferences;

    /// <summary>Who takes the messages that the server sends; what became of each is counted here.</summary>
    public MessageDispatcher Messages => _messages.Dispatcher;

    /// <summary>What came in.</summary>
    public IncomingStatistics Statistics => _world.Replicator.Statistics;

    /// <summary>Datagrams that the session does not account for.</summary>
    public TransportStatistics TransportStatistics => _transport.Statistics;

    /// <summary>What it holds of the server's world.</summary>
    internal IncomingWorld World => _world;

    /// <summary>
    /// Whether the session goes on where the one before it was cut: the server kept what the client has, and sends what
    /// changed since. See <see cref="ReplicationOptions.ReconnectGrace"/>.
    /// </summary>
    public bool IsResumed => _resumption.IsResumed;

    /// <summary>
    /// Asks the server to be let in. <see cref="Session"/> tells what became of it. After a session that ended it asks
    /// the server to go on where that stopped; where it does not, the world is emptied and comes anew.
    /// </summary>
    /// <exception cref="InvalidOperationException">The session has not ended.</exception>
    public void Connect()
    {
        _transport.Connect();
        _agreement = new SchemaAgreement(_prefabs, _options.AllowSchemaEvolution);
        _hasState = false;
        if (!_resumption.TryBegin()) BeginAnew(_prefabs);
    }

    /// <summary>One tick: what arrived is taken, the world is told, and the server hears what was taken.</summary>
    public void Tick()
    {
        _transport.Receive();
        _resumption.Ask(Session, SchemaChannel.IndexIn(_options.Transport));
        _world.Apply(_store, _time.Now());
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

    /// <summary>What is known of the replica that a reference names.</summary>
    /// <typeparam name="T">The component that it is expected to have.</typeparam>
    /// <param name="reference">The reference.</param>
    /// <returns>Whether the world shows it, it is still to come, or it is gone.</returns>
    public ReferenceState StateOf<T>(NetRef<T> reference)
        where T : unmanaged => _world.Replicas.StateOf(_world.Rows, reference.Id);

    /// <summary>From which prefab a replica was made.</summary>
    /// <param name="id">The replica.</param>
    /// <returns>The key; zero for none, or where the client has no such replica.</returns>
    public int PrefabOf(ReplicaId id) =>
        _world.Rows.IsUsed(id.Index) && _world.Rows[id.Index].Generation == id.Generation
            ? _world.Rows[id.Index].Prefab
            : 0;

    /// <summary>Tells the server that the client leaves.</summary>
    public void Disconnect() => _transport.Session.Disconnect();

    /// <summary>
    /// A hash of the quantised state of every replica received; see <see cref="ReplicationServer.Hash"/>.
    /// </summary>
    /// <returns>The hash. Walks every replica.</returns>
    public ulong Hash() => _world.Rows.Hash();

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    bool ISessionHandler.Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        var reader = new BitReader(payload);

        // The server owns everything, so it has nothing to refuse.
        reader.Require(!reader.ReadBit());
        if (!PayloadHead.ReadHasSnapshot(ref reader)) return !reader.Failed;
        if (_resumption.IsWaiting || !_world.Replicator.Receive(ref reader)) return false;
        _hasState = true;
        return true;
    }

    /// <inheritdoc/>
    bool ISessionHandler.ReceiveMessage(byte channel, ReadOnlySpan<byte> message) =>
        channel == SchemaChannel.IndexIn(_options.Transport)
            ? ReceiveOwn(channel, message)
            : _messages.Receive(Session, channel, message);

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

    private bool ReceiveOwn(byte channel, ReadOnlySpan<byte> message)
    {
        if (ResumeMessage.TryReadSecret(message, out UInt128 secret)) return _resumption.TryTakeSecret(secret);
        if (!ResumeMessage.TryReadAnswer(message, out bool isResumed)) return ReceiveSchema(channel, message);
        if (!_resumption.TryTakeAnswer(isResumed)) return false;
        if (!isResumed) BeginAnew(_agreement.Sender);
        return true;
    }

    // A server that describes its components sends no state before the answer.
    private bool ReceiveSchema(byte channel, ReadOnlySpan<byte> description)
    {
        if (PrefabDescription.Is(description)) return !_hasState && _agreement.TryTakePrefabs(description);
        if (_hasState || !_agreement.TryTake(description, out PrefabTable? sender)) return false;
        if (sender is null)
        {
            Session.Disconnect(DisconnectReason.SchemaMismatch);
            return true;
        }

        // What it holds of a server with these stays, until it is known whether it goes on from there.
        if (sender.AgreedHash != _world.Prefabs.AgreedHash) BeginAnew(sender);
        return Session.TrySend(channel, SchemaChannel.Acceptance) == SendResult.Queued;
    }

    // What the store shows is taken from it with the next tick, but for what has arrived by then.
    private void BeginAnew(PrefabTable sender)
    {
        IncomingWorld before = _world;
        _world = new IncomingWorld(sender, _options);
        _world.TakeOver(before);
    }

    // Acknowledgements ride on whatever is sent; refused baselines are what the client itself has to say.
    private void Answer()
    {
        if (_world.Replicator.Refused.IsEmpty || Session.State != SessionState.Connected) return;
        var writer = new BitWriter(_packet);
        PayloadHead.WriteRefusalsOnly(ref writer, _world.Replicator.Refused);
        Session.TrySend(_packet.AsSpan(0, writer.ByteCount), out _);
    }
}
