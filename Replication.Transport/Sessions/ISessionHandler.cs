namespace Replication.Transport;

/// <summary>
/// Receives what comes through one session. Called on the thread that calls <see cref="TransportServer.Receive"/> or
/// <see cref="TransportClient.Receive"/>, from inside that call. It may send and disconnect; it may not call Receive,
/// and an exception that it throws passes through Receive to the caller.
/// </summary>
public interface ISessionHandler
{
    /// <summary>Takes one payload. Payloads come in any order, each at most once.</summary>
    /// <param name="payload">Valid during the call only.</param>
    /// <param name="sequence">The packet's number as the sender counts.</param>
    /// <param name="receivedAt">When it arrived at this machine.</param>
    /// <returns>
    /// False: malformed. The packet is then not acknowledged, so that the sender sees it as lost, and it is counted in
    /// <see cref="SessionStatistics.PacketsRejected"/>.
    /// </returns>
    bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt);

    /// <summary>
    /// Takes one message of a channel, as the channel's <see cref="ChannelMode"/> promises. Comes before the payload of
    /// the same packet.
    /// </summary>
    /// <param name="channel">Its position in <see cref="TransportOptions.Channels"/>.</param>
    /// <param name="message">Valid during the call only.</param>
    /// <returns>
    /// False: malformed, or nothing that the peer may send. A reliable message that is not acknowledged would be sent
    /// again for ever, so the session ends, whatever the mode: <see cref="DisconnectReason.Misbehaved"/>, with
    /// <see cref="ChannelViolation.Refused"/>. A handler without this method takes no messages.
    /// </returns>
    bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message) => false;

    /// <summary>
    /// The peer has accepted a packet that this side sent. While the session lives, exactly one of this and
    /// <see cref="Lost"/> comes for each packet with a payload; after its end neither does.
    /// </summary>
    /// <param name="sequence">What <see cref="Session.TrySend(ReadOnlySpan{byte}, out Sequence)"/> gave.</param>
    void Delivered(Sequence sequence);

    /// <summary>
    /// A packet that this side sent is taken for lost. It may have arrived all the same, where only its acks were lost.
    /// </summary>
    /// <param name="sequence">What <see cref="Session.TrySend(ReadOnlySpan{byte}, out Sequence)"/> gave.</param>
    void Lost(Sequence sequence);
}
