using System.Diagnostics;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// The keys of one direction's packets, one after another: each seals as many packets as an epoch has, and the packet's
/// number says which it is, so that changing keys costs no byte. HKDF with SHA-256 (RFC 5869), all of 32 bytes:
/// <code>
/// key(n)      = Expand(secret(n), "replication 1 key" | cipher 1)
/// secret(n+1) = Expand(secret(n), "replication 1 next")
/// </code>
/// A secret is forgotten with its key: who takes the newest learns nothing of what came before. Allocates when a key
/// changes.
/// </summary>
internal sealed class PacketKeys : IDisposable
{
    /// <summary>2^20 packets: three hours at 100 a second, far below what either cipher bears.</summary>
    public const int EpochBits = 20;

    // A receiver meets numbers that are up to 32,767 ahead of its newest and 512 behind it: the neighbours of an epoch
    // are never both in reach, so two keys are enough. The one that a packet may need replaces the one that none can.
    private const int MinEpochBits = 17;

    private readonly IAeadSource _ciphers;
    private readonly CipherKind _kind;
    private readonly int _epochBits;
    private readonly byte[] _nextSecret = new byte[IAead.KeyBytes];
    private readonly IAead?[] _keys = new IAead?[2];
    private long _nextEpoch;

    /// <param name="ciphers">Who seals.</param>
    /// <param name="kind">With what.</param>
    /// <param name="secret">The first secret; copied.</param>
    /// <param name="epochBits">2 to the power of this is how many packets a key seals.</param>
    public PacketKeys(IAeadSource ciphers, CipherKind kind, ReadOnlySpan<byte> secret, int epochBits = EpochBits)
    {
        Debug.Assert(epochBits >= MinEpochBits, "Three epochs in reach need three keys.");
        _ciphers = ciphers;
        _kind = kind;
        _epochBits = epochBits;
        secret.CopyTo(_nextSecret);
        Advance();
    }

    /// <summary>How often the key has changed.</summary>
    public long Changes => _nextEpoch - 1;

    /// <returns>The key of a packet number; null: forgotten, or further ahead than a peer can be.</returns>
    public IAead? Find(ulong packetNumber)
    {
        long epoch = (long)(packetNumber >> _epochBits);
        if (epoch == _nextEpoch)
            Advance();
        return epoch < _nextEpoch && epoch >= _nextEpoch - _keys.Length ? _keys[epoch & 1] : null;
    }

    public void Dispose()
    {
        foreach (IAead? key in _keys)
            key?.Dispose();
        CryptographicOperations.ZeroMemory(_nextSecret);
    }

    private void Advance()
    {
        Span<byte> key = stackalloc byte[IAead.KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, _nextSecret, key, [.. "replication 1 key"u8, (byte)_kind]);
        ref IAead? place = ref _keys[_nextEpoch & 1];
        place?.Dispose();
        place = _ciphers.Create(_kind, key);
        HKDF.Expand(HashAlgorithmName.SHA256, _nextSecret, key, "replication 1 next"u8);
        key.CopyTo(_nextSecret);
        CryptographicOperations.ZeroMemory(key);
        _nextEpoch++;
    }
}
