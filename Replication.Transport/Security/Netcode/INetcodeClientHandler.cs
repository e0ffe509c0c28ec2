namespace Replication.Transport;

/// <summary>
/// What a <see cref="NetcodeClient"/> tells its user. Called from within its verbs, on the same thread.
/// </summary>
internal interface INetcodeClientHandler
{
    /// <summary>The server gave a slot.</summary>
    void Connected();

    /// <summary>The server sent a payload, each at most once; order and arrival are not promised.</summary>
    /// <param name="payload">1 to 1,200 bytes, gone when the call returns.</param>
    void Received(ReadOnlySpan<byte> payload);

    /// <summary>It is over, or did not come about.</summary>
    /// <param name="reason">Why.</param>
    void Disconnected(NetcodeEndReason reason);
}
