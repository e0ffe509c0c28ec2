using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// XChaCha20-Poly1305, which the base library lacks, from its ChaCha20-Poly1305: HChaCha20 turns the key and the first
/// 16 bytes of the nonce into a key for this one text, the last 8 become the nonce behind four zero bytes
/// (draft-irtf-cfrg-xchacha-03, section 2.3). Makes a cipher for each text: for connect tokens, not for packets.
/// </summary>
internal sealed class PlatformLongNonceAead : IAead
{
    private readonly byte[] _key;

    public PlatformLongNonceAead(ReadOnlySpan<byte> key) => _key = key.ToArray();

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText)
    {
        Span<byte> shortNonce = stackalloc byte[IAead.NonceBytes];
        using PlatformChaChaAead cipher = Derive(nonce, shortNonce);
        cipher.Seal(shortNonce, associated, text, sealedText);
    }

    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        Span<byte> shortNonce = stackalloc byte[IAead.NonceBytes];
        using PlatformChaChaAead cipher = Derive(nonce, shortNonce);
        return cipher.TryOpen(shortNonce, associated, sealedText, text);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private PlatformChaChaAead Derive(ReadOnlySpan<byte> nonce, Span<byte> shortNonce)
    {
        shortNonce.Clear();
        nonce[HChaCha20.InputBytes..].CopyTo(shortNonce[4..]);
        Span<byte> subkey = stackalloc byte[IAead.KeyBytes];
        HChaCha20.Derive(_key, nonce[..HChaCha20.InputBytes], subkey);
        var cipher = new PlatformChaChaAead(subkey);
        CryptographicOperations.ZeroMemory(subkey);
        return cipher;
    }
}
