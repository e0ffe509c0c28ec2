using Replication.Transport;

namespace Replication.Runtime;

/// <summary>One client as its server sees it.</summary>
public sealed class ServerConnection : ISessionHandler, IMessageSink
{
    private readonly SessionMessages _messages;
    private readonly byte _schemaChannel;

    internal ServerConnection(
        Session session, OutgoingReplicator outgoing, SessionMessages messages, byte schemaChannel,
        ReadOnlySpan<byte> description)
    {
        _messages = messages;
        Session = session;
        Outgoing = outgoing;
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
    public int ReplicaCount => Outgoing.View.Count;

    /// <summary>What it was sent.</summary>
    public OutgoingStatistics Statistics => Outgoing.Statistics;

    /// <summary>The newest tick of which it acknowledged a packet; null before the first.</summary>
    public Tick? AckedTick => Outgoing.Acknowledgements.AckedTick;

    /// <summary>Whether it acknowledged the newest state of every replica.</summary>
    public bool IsConverged => IsAgreed && Outgoing.IsConverged;

    internal OutgoingReplicator Outgoing { get; }

    /// <summary>
    /// A hash of the quantised state of every replica that the client is to see. A client whose
    /// <see cref="ReplicationClient.Hash"/> is equal shows just that.
    /// </summary>
    /// <returns>The hash, of the tick last captured. Walks every replica.</returns>
    public ulong Hash() => Outgoing.Hash();

    /// <inheritdoc/>
    bool ISessionHandler.Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        var reader = new BitReader(payload);
        Span<int> refused = stackalloc int[PayloadHead.MaxRefusals];
        int count = PayloadHead.ReadRefusals(ref reader, refused);

        // A client owns nothing yet, so it has no state to send.
        reader.Require(!PayloadHead.ReadHasSnapshot(ref reader));
        if (reader.Failed) return false;
        foreach (int index in refused[..count]) Outgoing.Acknowledgements.Refuse(index);
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
    void ISessionHandler.Delivered(Sequence sequence) => Outgoing.Acknowledgements.Delivered(sequence);

    /// <inheritdoc/>
    void ISessionHandler.Lost(Sequence sequence) => Outgoing.Acknowledgements.Lost(sequence);
}
