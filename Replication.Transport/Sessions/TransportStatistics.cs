namespace Replication.Transport;

/// <summary>
/// What came to a server or client beyond its sessions' own counts, since it was made. All count datagrams, but for the
/// bytes. Each datagram that is dropped is in exactly one of the dropping counts, or in its session's.
/// </summary>
public readonly record struct TransportStatistics
{
    /// <summary>Datagrams taken from the link.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Their bytes, without IP and UDP headers.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Of no kind that this side takes, or of a form that no writer makes.</summary>
    public long Garbage { get; init; }

    /// <summary>Too short for what they claim to be.</summary>
    public long Truncated { get; init; }

    /// <summary>Larger than the largest packet that <see cref="TransportOptions.MaxPayloadBytes"/> allows.</summary>
    public long Oversized { get; init; }

    /// <summary>
    /// Sealed packets from an address without a session; for a client, anything that is not from its server.
    /// </summary>
    public long UnknownSender { get; init; }

    /// <summary>Packets from a session's address whose seal did not open.</summary>
    public long BadSeal { get; init; }

    /// <summary>
    /// In netcode's packets: those whose number was taken before. Else the session counts them, in
    /// <see cref="SessionStatistics.PacketsDuplicate"/>.
    /// </summary>
    public long Replayed { get; init; }

    /// <summary>
    /// Handshake packets with a damaged checksum, a wrong or expired cookie, a foreign salt, or out of place.
    /// </summary>
    public long HandshakesRejected { get; init; }

    /// <summary>Server: challenges sent.</summary>
    public long ChallengesSent { get; init; }

    /// <summary>Server: denials sent, whatever the reason.</summary>
    public long DenialsSent { get; init; }

    /// <summary>Sessions that became connected.</summary>
    public long SessionsConnected { get; init; }

    /// <summary>Server: requests with a connect token whose time is over.</summary>
    public long TokensExpired { get; init; }

    /// <summary>
    /// Server: requests with a token that lives longer than <see cref="TransportOptions.MaxTokenLifetime"/>. They are
    /// not answered: where the backend's clock is ahead, the same token is good a little later.
    /// </summary>
    public long TokensTooLong { get; init; }

    /// <summary>Server, netcode: requests with a token that may have been used before this server's start.</summary>
    public long TokensBeforeStart { get; init; }

    /// <summary>Server: requests with a token that has had its session, or came from another address first.</summary>
    public long TokensUsed { get; init; }

    /// <summary>
    /// Server: requests that were refused because <see cref="TransportOptions.MaxRememberedTokens"/> are remembered.
    /// </summary>
    public long TokensOverHistory { get; init; }

    /// <summary>Server: requests with a token that names other servers.</summary>
    public long TokensForOtherServers { get; init; }

    /// <summary>Server: requests with a token that does not open, or by somebody who does not know its keys.</summary>
    public long TokensNotGenuine { get; init; }
}
