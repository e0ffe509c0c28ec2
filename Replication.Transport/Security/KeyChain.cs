using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// Where the keys of one direction's packets come from, one after another. HKDF with SHA-256 (RFC 5869), all of 32
/// bytes:
/// <code>
/// key(n)      = Expand(secret(n), "replication 1 key" | cipher 1)
/// secret(n+1) = Expand(secret(n), "replication 1 next")
/// </code>
/// A secret is forgotten with the making of its key: who takes the newest learns nothing of what came before.
/// </summary>
internal sealed class KeyChain : IDisposable
{
    private readonly IAeadSource _ciphers;
    private readonly CipherKind _kind;
    private readonly byte[] _secret = new byte[IAead.KeyBytes];

    /// <param name="ciphers">Who seals.</param>
    /// <param name="kind">With what.</param>
    /// <param name="secret">The first secret; copied.</param>
    public KeyChain(IAeadSource ciphers, CipherKind kind, ReadOnlySpan<byte> secret)
    {
        _ciphers = ciphers;
        _kind = kind;
        secret.CopyTo(_secret);
    }

    /// <summary>The next key; the caller disposes it. Allocates.</summary>
    public IAead Next()
    {
        Span<byte> bytes = stackalloc byte[IAead.KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, _secret, bytes, [.. "replication 1 key"u8, (byte)_kind]);
        IAead key = _ciphers.Create(_kind, bytes);
        HKDF.Expand(HashAlgorithmName.SHA256, _secret, bytes, "replication 1 next"u8);
        bytes.CopyTo(_secret);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);
}
