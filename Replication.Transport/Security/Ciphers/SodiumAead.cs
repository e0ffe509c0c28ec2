using NSec.Cryptography;

namespace Replication.Transport;

/// <summary>
/// libsodium's implementation through NSec. The key is imported once and lives in libsodium's guarded memory until it
/// is disposed of: importing costs several times what sealing a packet does.
/// </summary>
internal sealed class SodiumAead : IAead
{
    private readonly AeadAlgorithm _algorithm;
    private readonly Key _key;

    public SodiumAead(AeadAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        _algorithm = algorithm;
        _key = Key.Import(algorithm, key, KeyBlobFormat.RawSymmetricKey);
    }

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText) =>
        _algorithm.Encrypt(_key, nonce, associated, text, sealedText);

    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text) =>
        _algorithm.Decrypt(_key, nonce, associated, sealedText, text);

    public void Dispose() => _key.Dispose();
}
