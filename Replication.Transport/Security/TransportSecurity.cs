namespace Replication.Transport;

/// <summary>
/// How packets are protected. Nothing is insecure unless the code says so by name, or stays on one machine.
/// </summary>
public enum TransportSecurity
{
    /// <summary>
    /// Sealed where a packet may leave the machine, without a seal on a loopback address when no key is given. The
    /// default: a program on one machine needs no keys, and the same program on a network does not start without.
    /// </summary>
    SealedBeyondLoopback,

    /// <summary>
    /// Sealed everywhere: connect tokens decide who may speak, every packet is encrypted and authenticated.
    /// </summary>
    Sealed,

    /// <summary>
    /// Without a seal, anywhere: a checksum finds damage and no attacker. For tests, and for local networks whose every
    /// participant is trusted.
    /// </summary>
    InsecureOnTrustedNetwork,
}
