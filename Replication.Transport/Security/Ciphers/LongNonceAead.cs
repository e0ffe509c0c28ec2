using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// XChaCha20-Poly1305 from a library's ChaCha20-Poly1305, where it lacks the former: HChaCha20 turns the key and the
/// first 16 bytes of the nonce into a key for this one text, the last 8 become the nonce behind four zero bytes
/// (draft-irtf-cfrg-xchacha-03, section 2.3). Makes a cipher for each text: for connect tokens, not for packets.
/// </summary>
internal sealed class LongNonceAead : IAead
{
    private readonly IAeadSource _ciphers;
    private readonly byte[] _key;

    public LongNonceAead(IAeadSource ciphers, ReadOnlySpan<byte> key)
    {
        _ciphers = ciphers;
        _key = key.ToArray();
    }

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText)
    {
        Span<byte> shortNonce = stackalloc byte[IAead.NonceBytes];
        using IAead cipher = Derive(nonce, shortNonce);
        cipher.Seal(shortNonce, associated, text, sealedText);
    }

    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        Span<byte> shortNonce = stackalloc byte[IAead.NonceBytes];
        using IAead cipher = Derive(nonce, shortNonce);
        return cipher.TryOpen(shortNonce, associated, sealedText, text);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private IAead Derive(ReadOnlySpan<byte> nonce, Span<byte> shortNonce)
    {
        shortNonce.Clear();
        nonce[HChaCha20.InputBytes..].CopyTo(shortNonce[4..]);
        Span<byte> subkey = stackalloc byte[IAead.KeyBytes];
        HChaCha20.Derive(_key, nonce[..HChaCha20.InputBytes], subkey);
        IAead cipher = _ciphers.ChaCha20(subkey);
        CryptographicOperations.ZeroMemory(subkey);
        return cipher;
    }
}
