using System.Security.Cryptography;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// What a backend does where players log in: it shares a key with the server and makes a connect token for each client.
/// Here both are one process, the key lives as long as it, and the tokens go to the clients' standard input.
/// </summary>
internal sealed class MatchBackend : IDisposable
{
    // Processes start slowly on a busy machine.
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(2);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(ConnectTokenMint.PrivateKeyBytes);
    private readonly ConnectTokenMint _mint;

    public MatchBackend()
    {
        var times = new ConnectTokenOptions { Lifetime = TokenLifetime };
        _mint = new ConnectTokenMint(protocolId: 0, _key, TimeProvider.System, times);
    }

    /// <summary>Lets a server take this backend's tokens, and nobody else.</summary>
    public TransportOptions Protect(TransportOptions options) =>
        options with { PrivateKey = _key, MaxTokenLifetime = TokenLifetime };

    /// <summary>A token for a client, as a line of text.</summary>
    public string Admit(int client, LinkAddress server) =>
        Convert.ToBase64String(_mint.Mint((ulong)client, [server]).Bytes.Span);

    public void Dispose() => _mint.Dispose();
}
