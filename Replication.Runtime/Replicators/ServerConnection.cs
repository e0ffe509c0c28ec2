using Replication.Transport;

namespace Replication.Runtime;

/// <summary>One client as its server sees it.</summary>
public sealed class ServerConnection : ISessionHandler, IMessageSink
{
    private readonly SessionMessages _messages;
    private readonly byte _schemaChannel;
    private readonly Func<ServerConnection, UInt128, bool> _resume;
    private readonly bool _mayResume;
    private bool _hasAsked;

    internal ServerConnection(
        Session session, Recipient recipient, SessionMessages messages, byte schemaChannel,
        ReadOnlySpan<byte> description, Func<ServerConnection, UInt128, bool> resume, bool mayResume,
        ReadOnlySpan<byte> prefabs)
    {
        _resume = resume;
        _mayResume = mayResume;
        _messages = messages;
        Session = session;
        Recipient = recipient;
        Viewer = new Viewer(session.Id);
        _schemaChannel = schemaChannel;
        IsAgreed = description.IsEmpty;
        if (IsAgreed) return;
        if (!prefabs.IsEmpty) session.TrySend(schemaChannel, prefabs);
        session.TrySend(schemaChannel, description);
    }

    /// <summary>
    /// Whether the client can read the server's components: at once where it has the same, else when it has said so.
    /// Before that it is sent no state.
    /// </summary>
    public bool IsAgreed { get; private set; }

    /// <summary>
    /// The session that this one goes on from, because the client's was cut and it came back in time; zero for none.
    /// The game finds by it who that was.
    /// </summary>
    public ulong ResumedSessionId { get; internal set; }

    /// <summary>The session: address, times, loss.</summary>
    public Session Session { get; }

    /// <summary>Who looks through it: owner, team, place. The game sets it.</summary>
    public Viewer Viewer { get; }

    /// <summary>How many replicas it sees.</summary>
    public int ReplicaCount => Recipient.Outgoing?.View.Count ?? 0;

    /// <summary>What it was sent.</summary>
    public OutgoingStatistics Statistics => Recipient.Statistics;

    /// <summary>The newest tick of which it acknowledged a packet; null before the first.</summary>
    public Tick? AckedTick => Recipient.Outgoing?.Acknowledgements.AckedTick;

    /// <summary>Whether it acknowledged the newest state of every replica.</summary>
    public bool IsConverged => IsAgreed && Recipient.IsConverged;

    internal Recipient Recipient { get; }

    /// <summary>What names this session to the client that comes back; zero where nothing would be kept.</summary>
    internal UInt128 Secret { get; private set; }

    /// <summary>
    /// Whether state may go to it. A client that may be one of those that are waited for is let speak first: what it
    /// has need not be sent.
    /// </summary>
    internal bool IsReady => IsAgreed && (!_mayResume || Session.Statistics.PacketsReceived > 0);

    /// <summary>
    /// A hash of the quantised state of every replica that the client is to see. A client whose
    /// <see cref="ReplicationClient.Hash"/> is equal shows just that.
    /// </summary>
    /// <returns>The hash, of the tick last sent; zero before the first. Walks every replica that it sees.</returns>
    public ulong Hash() => Recipient.Outgoing?.View.Hash() ?? 0;

    /// <inheritdoc/>
    bool ISessionHandler.Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        var reader = new BitReader(payload);
        Span<int> refused = stackalloc int[PayloadHead.MaxRefusals];
        int count = PayloadHead.ReadRefusals(ref reader, refused);

        // A client owns nothing yet, so it has no state to send.
        reader.Require(!PayloadHead.ReadHasSnapshot(ref reader));
        if (reader.Failed) return false;
        foreach (int index in refused[..count]) Recipient.Refuse(index);
        return true;
    }

    /// <inheritdoc/>
    bool ISessionHandler.ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
    {
        if (channel != _schemaChannel) return _messages.Receive(Session, channel, message);
        if (ResumeMessage.TryReadSecret(message, out UInt128 former)) return Resume(former);
        if (IsAgreed || !SchemaChannel.IsAcceptance(message)) return false;
        IsAgreed = true;
        return true;
    }

    /// <summary>Tells the client by what name it comes back.</summary>
    internal void Name(UInt128 secret)
    {
        Span<byte> message = stackalloc byte[ResumeMessage.SecretBytes];
        ResumeMessage.WriteSecret(message, secret);
        Session.TrySend(_schemaChannel, message);
        Secret = secret;
    }

    /// <inheritdoc/>
    bool IMessageSink.TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message) =>
        Session.TrySend(channel, message) == SendResult.Queued;

    /// <inheritdoc/>
    void ISessionHandler.Delivered(Sequence sequence) => Recipient.Delivered(sequence);

    /// <inheritdoc/>
    void ISessionHandler.Lost(Sequence sequence) => Recipient.Lost(sequence);

    private bool Resume(UInt128 former)
    {
        if (_hasAsked) return false;
        _hasAsked = true;
        ReadOnlySpan<byte> answer = _resume(this, former) ? ResumeMessage.Resumed : ResumeMessage.Refused;
        return Session.TrySend(_schemaChannel, answer) == SendResult.Queued;
    }
}
