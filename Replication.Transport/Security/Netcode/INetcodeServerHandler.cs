namespace Replication.Transport;

/// <summary>
/// What a <see cref="NetcodeServer"/> tells its user. Called from within its verbs, on the same thread.
/// </summary>
internal interface INetcodeServerHandler
{
    /// <summary>A client proved its address and has a slot.</summary>
    /// <param name="client">The client; the same object until it is disconnected.</param>
    void Connected(ClientSlot client);

    /// <summary>A client sent a payload, each at most once; order and arrival are not promised.</summary>
    /// <param name="client">Who.</param>
    /// <param name="payload">1 to 1,200 bytes, gone when the call returns.</param>
    void Received(ClientSlot client, ReadOnlySpan<byte> payload);

    /// <summary>A client is gone and its slot free.</summary>
    /// <param name="client">Who.</param>
    /// <param name="reason">Why.</param>
    void Disconnected(ClientSlot client, NetcodeEndReason reason);
}
