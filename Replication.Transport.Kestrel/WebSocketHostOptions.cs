using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Transport.Kestrel;

/// <summary>What a <see cref="WebSocketHost"/> serves, and its limits.</summary>
public sealed record WebSocketHostOptions
{
    /// <summary>The path of the WebSocket, with its leading slash; everything else is not found. Default "/".</summary>
    public string Path { get; init; } = "/";

    /// <summary>The certificate with its private key, for wss; null for ws. Default null.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// The pages that may connect, each as <c>https://play.example.org</c>; empty for all. Browsers tell the truth
    /// about it, programs need not: it keeps other people's pages away, not attackers. Default empty.
    /// </summary>
    public ImmutableArray<string> AllowedOrigins { get; init; } = [];

    /// <summary>The limits and times of the connections. Default: their own defaults.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        Connections.Validate();
        if (!Path.StartsWith('/'))
            throw new ArgumentOutOfRangeException(nameof(Path), Path, "Path begins with a slash.");
        if (Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentOutOfRangeException(
                nameof(Certificate), Certificate.Subject, "Certificate has its private key.");
        }
    }
}
