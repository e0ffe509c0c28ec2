namespace Replication.Transport;

/// <summary>
/// How a server's sessions begin and how a datagram finds its session: <see cref="OpenServerProtocol"/> by address,
/// <see cref="SealedServerProtocol"/> by connection id and only with a connect token.
/// </summary>
internal interface IServerProtocol : IDisposable
{
    /// <summary>Takes a datagram that is neither too long nor too short.</summary>
    /// <param name="packet">Is opened in place.</param>
    /// <param name="received">Where it came from, and when.</param>
    /// <param name="now">The time.</param>
    void Receive(Span<byte> packet, in ReceivedDatagram received, TimeSpan now);

    /// <summary>Forgets a session that has ended.</summary>
    void Forget(Session ended);
}
