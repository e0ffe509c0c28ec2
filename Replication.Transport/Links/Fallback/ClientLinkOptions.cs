using System.Net.Security;

namespace Replication.Transport;

/// <summary>What a client's links need, whichever of them is opened.</summary>
public sealed record ClientLinkOptions
{
    /// <summary>The limits of UDP. Default: its own defaults.</summary>
    public UdpLinkOptions Udp { get; init; } = new();

    /// <summary>The limits and times of the others. Default: their own defaults.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>
    /// What TLS wants, tls and wss; for tls the server's name with it
    /// (<see cref="SslClientAuthenticationOptions.TargetHost"/>). Default null: the end point's host and the system's
    /// trust.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// How long <see cref="FallbackLink"/> waits for the first answer over one link; 100 ms to 1 minute, default 2 s.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        Udp.Validate();
        Connections.Validate();
        if (AttemptTimeout < TimeSpan.FromMilliseconds(100) || AttemptTimeout > TimeSpan.FromMinutes(1))
            Throw.OptionOutOfRange(nameof(AttemptTimeout), AttemptTimeout, "is 100 ms to 1 minute");
    }

    internal int MaxDatagramBytesOf(LinkScheme scheme) =>
        scheme == LinkScheme.Udp ? Udp.MaxDatagramBytes : Connections.MaxDatagramBytes;
}
