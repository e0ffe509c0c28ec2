namespace Replication.Transport;

/// <summary>
/// Where a client stands. The standard's error states are <see cref="Disconnected"/> with a
/// <see cref="NetcodeEndReason"/>; its "invalid connect token" is a token that <see cref="ConnectToken.TryRead"/>
/// refuses.
/// </summary>
internal enum NetcodeClientState
{
    /// <summary>Not begun, or ended.</summary>
    Disconnected,

    /// <summary>Shows a server the token.</summary>
    SendingRequest,

    /// <summary>Sends a server its challenge back.</summary>
    SendingResponse,

    /// <summary>Has a slot.</summary>
    Connected,
}
