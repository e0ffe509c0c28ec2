namespace Replication.Transport;

/// <summary>The packets of netcode 1.02; the numbers are the standard's, the low four bits of the first byte.</summary>
internal enum NetcodePacketKind : byte
{
    /// <summary>Client: here is my token. The only one that is not sealed.</summary>
    Request = 0,

    /// <summary>Server: full.</summary>
    Denied = 1,

    /// <summary>Server: send this back, so that I know your address is yours.</summary>
    Challenge = 2,

    /// <summary>Client: the challenge, sent back.</summary>
    Response = 3,

    /// <summary>Both: I am here. The server's first one says that the client is connected.</summary>
    KeepAlive = 4,

    /// <summary>Both: 1 to 1,200 bytes.</summary>
    Payload = 5,

    /// <summary>Both: gone.</summary>
    Disconnect = 6,
}
