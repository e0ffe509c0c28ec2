namespace Replication.Transport;

/// <summary>What <see cref="TransportSecurity"/> means for an address.</summary>
internal static class TransportSecurityExtensions
{
    /// <summary>Whether packets must be sealed.</summary>
    /// <param name="security">What was asked for.</param>
    /// <param name="address">A server's own address, or the one that a client connects to.</param>
    /// <param name="hasKey">Whether a key or a connect token is there: it is then used.</param>
    /// <returns>True: sealed, and without a key it is misuse.</returns>
    public static bool Seals(this TransportSecurity security, LinkAddress address, bool hasKey) => security switch
    {
        TransportSecurity.InsecureOnTrustedNetwork => false,
        TransportSecurity.SealedBeyondLoopback => hasKey || !address.IsLoopback,
        _ => true,
    };
}
