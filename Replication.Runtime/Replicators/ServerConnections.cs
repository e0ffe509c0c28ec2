using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// The clients of a server: who comes and who goes, and who comes back in time to what was kept of a session that was
/// cut.
/// </summary>
internal sealed class ServerConnections : ISessionAcceptor
{
    private readonly List<ServerConnection> _all = [];
    private readonly SharedPacketPool _packets;
    private readonly RecipientGroups _groups;
    private readonly ParkedConnections _parked;
    private readonly SessionMessages _messages;
    private readonly TimeProvider _time;
    private readonly Func<UInt128> _secrets;
    private readonly byte _schemaChannel;
    private readonly ulong _agreedHash;
    private readonly byte[] _description;
    private readonly byte[] _prefabDescription;

    /// <param name="options">Limits, and whether clients may have other components.</param>
    /// <param name="prefabs">What the server's replicas are told against, and its components.</param>
    /// <param name="messages">Who takes what clients say.</param>
    /// <param name="groups">Who holds the same.</param>
    /// <param name="packets">Where packets go when nobody waits for them any more.</param>
    /// <param name="time">The clock.</param>
    public ServerConnections(
        ReplicationOptions options, PrefabTable prefabs, SessionMessages messages, RecipientGroups groups,
        SharedPacketPool packets, TimeProvider time)
    {
        _messages = messages;
        _groups = groups;
        _packets = packets;
        _time = time;
        _secrets = options.SecretSource;
        _parked = new ParkedConnections(groups, options.ReconnectGrace, options.MaxParkedConnections);
        _schemaChannel = SchemaChannel.IndexIn(options.Transport);
        _agreedHash = prefabs.AgreedHash;
        bool isDescribed = options.AllowSchemaEvolution;
        _description = isDescribed ? Sized(SchemaDescription.Write(prefabs.Schema)) : [];
        _prefabDescription = isDescribed ? Sized(PrefabDescription.Write(prefabs)) : [];
    }

    /// <summary>Who is connected.</summary>
    public List<ServerConnection> All => _all;

    /// <summary>Of how many cut sessions something is kept.</summary>
    public int ParkedCount => _parked.Count;

    /// <summary>The tick last sent.</summary>
    public Tick SentTick { get; set; }

    /// <summary>Gives up what was kept for too long.</summary>
    public void Expire() => _parked.Expire(_time.Now(), SentTick);

    /// <inheritdoc/>
    public ISessionHandler Connected(Session session)
    {
        var connection = new ServerConnection(
            session, new Recipient(session, _packets), _messages, _schemaChannel,
            session.PeerSchemaHash == _agreedHash ? default : _description, TryResume,
            mayResume: _parked.Count > 0, _prefabDescription);
        if (_parked.IsUsed) connection.Name(_secrets());
        _all.Add(connection);
        return connection;
    }

    /// <inheritdoc/>
    public void Disconnected(Session session, DisconnectReason reason)
    {
        int index = _all.FindIndex(connection => connection.Session == session);
        if (index < 0) return;
        ServerConnection left = _all[index];
        bool mayComeBack = reason is DisconnectReason.Timeout or DisconnectReason.Replaced;
        if (mayComeBack && _parked.IsUsed && left.Recipient.Outgoing is not null)
            _parked.Park(left.Secret, session.Id, _groups.Keep(left.Recipient), _time.Now(), SentTick);
        else
            _groups.Leave(left.Recipient);
        _all.RemoveAt(index);
    }

    private static byte[] Sized(byte[]? description)
    {
        if (description is null) Throw.DescriptionTooLarge();
        return description;
    }

    // Gives a connection what was kept of a former one, or what one still has that is not yet known to be cut.
    private bool TryResume(ServerConnection connection, UInt128 secret)
    {
        if (!_parked.TryTake(secret, out ParkedConnection parked)) return TryTakeOver(connection, secret);
        _groups.Resume(connection.Recipient, parked.Outgoing);
        connection.ResumedSessionId = parked.SessionId;
        return true;
    }

    private bool TryTakeOver(ServerConnection connection, UInt128 secret)
    {
        foreach (ServerConnection former in _all)
        {
            bool isMeant = former != connection && former.Recipient.Outgoing is not null
                && ParkedConnections.AreEqual(former.Secret, secret);
            if (!isMeant) continue;
            _groups.Resume(connection.Recipient, _groups.Keep(former.Recipient));
            connection.ResumedSessionId = former.Session.Id;
            former.Session.Disconnect();
            return true;
        }

        return false;
    }
}
