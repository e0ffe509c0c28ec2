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
    /// The peer has accepted a packet that this side sent. While the session lives, exactly one of this and
    /// <see cref="Lost"/> comes for each packet with a payload; after its end neither does.
    /// </summary>
    /// <param name="sequence">What <see cref="Session.TrySend"/> gave.</param>
    void Delivered(Sequence sequence);

    /// <summary>
    /// A packet that this side sent is taken for lost. It may have arrived all the same, where only its acks were lost.
    /// </summary>
    /// <param name="sequence">What <see cref="Session.TrySend"/> gave.</param>
    void Lost(Sequence sequence);
}
