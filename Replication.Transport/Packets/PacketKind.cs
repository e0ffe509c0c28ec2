namespace Replication.Transport;

/// <summary>
/// What a datagram is: the low four bits of its first byte. 12 to 15 are 6 to 9 under an odd key, see
/// <see cref="PacketHeader"/>; 0 is garbage.
/// </summary>
internal enum PacketKind : byte
{
    /// <summary>No packet.</summary>
    None = 0,

    /// <summary>Client: let me in.</summary>
    ConnectRequest = 1,

    /// <summary>Server: prove that you receive at your address.</summary>
    Challenge = 2,

    /// <summary>Client: the proof.</summary>
    ChallengeResponse = 3,

    /// <summary>Server: there is a session.</summary>
    Accepted = 4,

    /// <summary>Server: there is none, and why.</summary>
    Denied = 5,

    /// <summary>Either, sealed: acks and a payload, or acks alone.</summary>
    Payload = 6,

    /// <summary>Either, sealed: the session has ended, and why.</summary>
    Disconnect = 7,

    /// <summary>Server, sealed: prove that you receive at the address that you send from now.</summary>
    PathChallenge = 8,

    /// <summary>Client, sealed: the proof.</summary>
    PathResponse = 9,

    /// <summary>Client: the proof of its address, and a connect token.</summary>
    TokenResponse = 10,

    /// <summary>Server: there is a sealed session.</summary>
    TokenAccepted = 11,
}
