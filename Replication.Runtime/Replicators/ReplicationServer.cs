using System.Runtime.InteropServices;
using Replication.Transport;

namespace Replication.Runtime;

/// <summary>Replicates a world to everybody who connects.</summary>
/// <remarks>
/// Call <see cref="Tick"/> at the network rate, after the game moved its world on. One thread; nothing happens between
/// calls. A tick in which nobody joins and nothing spawns allocates nothing.
/// </remarks>
public sealed class ReplicationServer : IDisposable
{
    private readonly IReplicationStore _store;
    private readonly ReplicationOptions _options;
    private readonly TransportServer _transport;
    private readonly LayoutTable _layouts;
    private readonly RowTable _rows;
    private readonly VersionLog _log;
    private readonly Capture _capture;
    private readonly CohortIndex _cohorts;
    private readonly GroupPacking _packing;
    private readonly RecipientGroups _groups;
    private readonly ViewSelection _selection;
    private readonly ServerConnections _connections;
    private readonly SessionMessages _messages;

    /// <summary>Starts listening.</summary>
    /// <param name="link">Where datagrams come and go; disposed with the server.</param>
    /// <param name="schema">
    /// The components; a client has the same, or such as <see cref="ReplicationOptions.AllowSchemaEvolution"/> allows.
    /// </param>
    /// <param name="store">The world.</param>
    /// <param name="options">Limits and rates.</param>
    /// <param name="time">The clock of sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    /// <exception cref="ArgumentException">
    /// A message has no channel that promises what it declares; or the schema is too large to be described, and
    /// <see cref="ReplicationOptions.AllowSchemaEvolution"/> is on.
    /// </exception>
    public ReplicationServer(
        ILink link, SchemaTable schema, IReplicationStore store, ReplicationOptions options, TimeProvider time)
    {
        options.Validate();
        _store = store;
        _messages = new SessionMessages(options);
        Schema = schema;
        PrefabTable prefabs = SchemaChannel.PrefabsOf(options, schema);
        var packets = new SharedPacketPool();
        _rows = new RowTable(options.MaxReplicas);
        _groups = new RecipientGroups(_rows, options.HistoryTicks);
        _connections = new ServerConnections(options, prefabs, _messages, _groups, packets, time);
        TransportOptions transport = SchemaChannel.AddTo(SessionMessages.AddTo(options), prefabs);
        _transport = new TransportServer(
            link, transport with { AllowOtherSchema = options.AllowSchemaEvolution }, time, _connections);
        _options = options = options.Within(_transport.MaxPayloadBytes);
        _layouts = new LayoutTable(schema, options.MaxRowBits, prefabs);
        _log = new VersionLog(options.HistoryTicks, options.MaxHistoryBytes);
        _capture = new Capture(_layouts, _rows, _log, options.TicksPerSecond);
        _selection = new ViewSelection(
            _layouts, _rows, _log, _capture.Changed, options.Positions, options.MaxGroupReplicas);
        IReplicationJobs jobs = options.Jobs ?? InlineJobs.Instance;
        _cohorts = new CohortIndex(_layouts, _rows, _log, jobs.WorkerCount);
        _packing = new GroupPacking(
            jobs, _rows, _cohorts, schema, _selection, packets, options.Transport.MaxPayloadBytes,
            options.MaxCoarseBits);
    }

    /// <summary>Where clients reach the server.</summary>
    public LinkAddress Address => _transport.LocalAddress;

    /// <summary>The tick last captured; zero before the first.</summary>
    public Tick CurrentTick { get; private set; }

    /// <summary>Who is connected.</summary>
    public IReadOnlyList<ServerConnection> Connections => _connections.All;

    /// <summary>
    /// Who takes the messages that clients send, and who may send them. A message that no honest client sends ends its
    /// session; what became of each is counted here.
    /// </summary>
    public MessageDispatcher Messages => _messages.Dispatcher;

    /// <summary>For how many clients whose session was cut the server keeps what they have.</summary>
    public int ParkedCount => _connections.ParkedCount;

    /// <summary>How many replicas there are.</summary>
    public int ReplicaCount => _rows.AliveCount;

    /// <summary>What the game says of replicas beside their components: owner, scope, priority, sleep.</summary>
    public ReplicaTable Replicas => _selection.Replicas;

    /// <summary>
    /// Chooses what each client sees, as <see cref="GridInterest"/> does. Default null: everything. Set between ticks.
    /// </summary>
    public IInterestPolicy? Interest { get => _selection.Interest; set => _selection.Interest = value; }

    /// <summary>
    /// Decides what goes first to a client whose budget does not hold everything, as <see cref="DistancePriority"/>
    /// does. Default null: what waited longest and changed most. Set between ticks.
    /// </summary>
    public IPriorityPolicy? Priority { get => _selection.Priority; set => _selection.Priority = value; }

    /// <summary>What the last tick did.</summary>
    public ServerTickCounts LastTick { get; private set; }

    /// <summary>Datagrams that no session accounts for.</summary>
    public TransportStatistics TransportStatistics => _transport.Statistics;

    /// <summary>The limits.</summary>
    internal ReplicationOptions Options => _options;

    /// <summary>The components.</summary>
    internal SchemaTable Schema { get; }

    /// <summary>The newest state of every replica.</summary>
    internal RowTable Rows => _rows;

    /// <summary>The states before those.</summary>
    internal VersionLog Log => _log;

    /// <summary>Shows the sessions to a dashboard's instruments; once a second is enough. Allocates nothing.</summary>
    /// <param name="metrics">The instruments.</param>
    public void Measure(TransportMetrics metrics) => metrics.Update(_transport.Sessions, _transport.Statistics);

    /// <summary>One network tick.</summary>
    public void Tick()
    {
        Receive();
        _connections.Expire();
        Capture();
        Select();
        Send();
    }

    /// <summary>
    /// Gives ids to what is new in the store. The next <see cref="Tick"/> does so by itself; a game that refers to what
    /// it spawned, in a component or a message of the same tick, asks for them first.
    /// </summary>
    /// <remarks>
    /// Only entities with <see cref="ReplicaId.None"/> get one. Looks at each entity's id. A message may reach a client
    /// before the replica that it names: <see cref="ReplicationClient.StateOf"/> tells.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// There are more replicas than <see cref="ReplicationOptions.MaxReplicas"/>.
    /// </exception>
    public void AssignIds()
    {
        _capture.Assign(_store);
        Replicas.Expect(_capture.Assigned);
    }

    /// <summary>Sends a message to one client; it goes with the next tick.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="to">The client.</param>
    /// <returns>False when its channel is full or it is gone.</returns>
    /// <exception cref="ArgumentException">
    /// The options lack the message, or a field is null or larger than was declared.
    /// </exception>
    public bool TrySend<T>(in T message, ServerConnection to)
        where T : IMessage<T> => _messages.Sender.TrySend(in message, to);

    /// <summary>Sends a message to every client; it is written once.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>How many channels took it.</returns>
    /// <exception cref="ArgumentException">
    /// The options lack the message, or a field is null or larger than was declared.
    /// </exception>
    public int SendToAll<T>(in T message)
        where T : IMessage<T>
    {
        ReadOnlySpan<ServerConnection> all = CollectionsMarshal.AsSpan(_connections.All);
        return _messages.Sender.Send(in message, ReadOnlySpan<IMessageSink>.CastUp(all));
    }

    /// <summary>
    /// A hash of the quantised state of every replica. A client whose <see cref="ReplicationClient.Hash"/> is equal
    /// shows the same world.
    /// </summary>
    /// <returns>The hash, of the tick last captured. Walks every replica.</returns>
    public ulong Hash() => _rows.Hash();

    /// <summary>Takes what arrived: acknowledgements, joins, farewells. <see cref="Tick"/> does it first.</summary>
    public void Receive() => _transport.Receive();

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Takes up a world that was saved: its replicas keep their ids, its ticks go on.</summary>
    /// <param name="saved">The world, read; nothing was captured here before.</param>
    /// <param name="tick">The tick that it is of.</param>
    /// <returns>False, and nothing happened, where a replica is wider than packets are here.</returns>
    internal bool TryTakeUp(IncomingWorld saved, Tick tick)
    {
        for (int index = 0; index < saved.Rows.Count; index++)
        {
            if (saved.Rows[index].State == RowState.Alive
                && !_layouts.TryGet(saved.Rows[index].Layout!.StoreMask, out _)) return false;
        }

        saved.Apply(_store, TimeSpan.Zero);
        int count = Math.Max(saved.Rows.Count, saved.Replicas.Count);
        for (int index = 0; index < count; index++) TakeUp(saved, index, tick);
        CurrentTick = tick;
        _capture.Run(_store, tick);
        _selection.Begin(tick);
        return true;
    }

    private void TakeUp(IncomingWorld saved, int index, Tick tick)
    {
        bool isAlive = saved.Rows.IsUsed(index) && saved.Rows[index].State == RowState.Alive;
        if (!isAlive || saved.Rows[index].Layout!.StoreMask.Count == 0)
        {
            _rows.Retire(index, isAlive ? saved.Rows[index].Generation : saved.Replicas[index].Dead);
            return;
        }

        // The words come with the capture: those that were saved may be another build's.
        _rows.Use(index, saved.Rows[index].Generation, _layouts.Get(saved.Rows[index].Layout!.StoreMask));
        ref Row row = ref _rows[index];
        _rows.Words(row).Clear();
        row.Prefab = saved.Rows[index].Prefab;
        row.ChangedAt = tick;
    }

    private void Capture()
    {
        CurrentTick = CurrentTick.Next;
        _capture.Run(_store, CurrentTick);
    }

    private void Select()
    {
        _selection.Begin(CurrentTick);
        bool isPersonal = _selection.IsPersonal;
        foreach (ServerConnection connection in _connections.All)
        {
            connection.Recipient.BudgetBytes =
                Math.Min(_options.BudgetBytesPerTick, connection.Session.AvailableBytes);
            connection.Recipient.Viewer = isPersonal ? connection.Viewer : null;
            if (connection.IsReady && connection.Recipient.Outgoing is null) _groups.Join(connection.Recipient);
        }

        _groups.Regroup(CurrentTick, _capture.Counts.Spawned + _capture.Counts.Changed, canMeet: !isPersonal);
        foreach (OutgoingReplicator group in _groups.Groups)
            _selection.Update(group.View, group.Recipients[0].Viewer ?? Viewer.Anybody);
    }

    private void Send()
    {
        _cohorts.Begin(CurrentTick, _rows.Count);
        _packing.Pack(_groups.Groups, CurrentTick);
        int copies = 0;
        for (int i = 0; i < _groups.Groups.Count; i++)
        {
            OutgoingReplicator group = _groups.Groups[i];
            PacketPlan plan = _packing.PlanOf(i);
            foreach (Recipient recipient in group.Recipients) recipient.Send(plan, group.WorldBits);
            copies += (group.Recipients.Count - 1) * plan.Updates;
            plan.Clear();
        }

        _transport.Flush();
        _connections.SentTick = CurrentTick;
        LastTick = new ServerTickCounts(
            _capture.Counts, _cohorts.EncodedCount, _cohorts.AskedCount + copies, _groups.Groups.Count);
    }
}

/// <summary>What one tick of a server did.</summary>
/// <param name="Captured">What the capture met.</param>
/// <param name="Encoded">Distinct (replica, baseline) pairs that were encoded.</param>
/// <param name="Asked">
/// How often a connection wanted such bits; all beyond <paramref name="Encoded"/> were copies.
/// </param>
/// <param name="Groups">
/// Distinct states of connections. Those that hold the same are sent the same packets, which are made once.
/// </param>
public readonly record struct ServerTickCounts(CaptureCounts Captured, int Encoded, int Asked, int Groups);
