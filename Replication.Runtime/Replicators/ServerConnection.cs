using Replication.Transport;

namespace Replication.Runtime;

/// <summary>One client as its server sees it.</summary>
public sealed class ServerConnection : ISessionHandler, IMessageSink
{
    private readonly SessionMessages _messages;
    private readonly byte _schemaChannel;

    internal ServerConnection(
        Session session, Recipient recipient, SessionMessages messages, byte schemaChannel,
        ReadOnlySpan<byte> description)
    {
        _messages = messages;
        Session = session;
        Recipient = recipient;
        Viewer = new Viewer(session.Id);
        _schemaChannel = schemaChannel;
        IsAgreed = description.IsEmpty;
        if (!IsAgreed) session.TrySend(schemaChannel, description);
    }

    /// <summary>
    /// Whether the client can read the server's components: at once where it has the same, else when it has said so.
    /// Before that it is sent no state.
    /// </summary>
    public bool IsAgreed { get; private set; }

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
        if (IsAgreed || !SchemaChannel.IsAcceptance(message)) return false;
        IsAgreed = true;
        return true;
    }

    /// <inheritdoc/>
    bool IMessageSink.TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message) =>
        Session.TrySend(channel, message) == SendResult.Queued;

    /// <inheritdoc/>
    void ISessionHandler.Delivered(Sequence sequence) => Recipient.Delivered(sequence);

    /// <inheritdoc/>
    void ISessionHandler.Lost(Sequence sequence) => Recipient.Lost(sequence);
}
