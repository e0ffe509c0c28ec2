using NSec.Cryptography;

namespace Replication.Transport;

/// <summary>Seals with libsodium.</summary>
internal sealed class SodiumAeadSource : IAeadSource
{
    public bool HasAesGcm => Aes256Gcm.IsSupported;

    public IAead ChaCha20(ReadOnlySpan<byte> key) => new SodiumAead(AeadAlgorithm.ChaCha20Poly1305, key);

    public IAead XChaCha20(ReadOnlySpan<byte> key) => new SodiumAead(AeadAlgorithm.XChaCha20Poly1305, key);

    public IAead AesGcm(ReadOnlySpan<byte> key) => new SodiumAesAead(key);
}
