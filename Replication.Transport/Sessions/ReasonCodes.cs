namespace Replication.Transport;

/// <summary>
/// The reasons as they travel. Numbers of their own, so that a new member of <see cref="DisconnectReason"/> changes no
/// packet; a number that is not listed is malformed.
/// </summary>
internal static class ReasonCodes
{
    public static byte ToDenial(DisconnectReason reason) => reason switch
    {
        DisconnectReason.ServerFull => 1,
        DisconnectReason.ProtocolMismatch => 2,
        DisconnectReason.SchemaMismatch => 3,
        DisconnectReason.ChannelMismatch => 4,
        DisconnectReason.SecurityMismatch => 5,
        DisconnectReason.TokenRefused => 6,
        _ => 0,
    };

    public static DisconnectReason FromDenial(byte code) => code switch
    {
        1 => DisconnectReason.ServerFull,
        2 => DisconnectReason.ProtocolMismatch,
        3 => DisconnectReason.SchemaMismatch,
        4 => DisconnectReason.ChannelMismatch,
        5 => DisconnectReason.SecurityMismatch,
        6 => DisconnectReason.TokenRefused,
        _ => DisconnectReason.None,
    };

    public static byte ToDisconnect(DisconnectReason reason) => reason switch
    {
        DisconnectReason.Closed => 1,
        DisconnectReason.Misbehaved => 2,
        DisconnectReason.Timeout => 3,
        DisconnectReason.SchemaMismatch => 4,
        _ => 0,
    };

    /// <summary>The same event as the peer sees it.</summary>
    public static DisconnectReason FromDisconnect(byte code) => code switch
    {
        1 => DisconnectReason.ClosedByPeer,
        2 => DisconnectReason.RejectedByPeer,
        3 => DisconnectReason.Timeout,
        4 => DisconnectReason.SchemaMismatch,
        _ => DisconnectReason.None,
    };

    /// <summary>What the end of a netcode connection is to the session in it.</summary>
    public static DisconnectReason FromNetcode(NetcodeEndReason reason) => reason switch
    {
        NetcodeEndReason.ClosedByPeer => DisconnectReason.ClosedByPeer,
        NetcodeEndReason.TimedOut => DisconnectReason.Timeout,
        NetcodeEndReason.RequestTimedOut or NetcodeEndReason.ResponseTimedOut => DisconnectReason.ConnectTimeout,
        NetcodeEndReason.Denied => DisconnectReason.ServerFull,
        NetcodeEndReason.TokenExpired => DisconnectReason.TokenRefused,
        _ => DisconnectReason.Closed,
    };
}
