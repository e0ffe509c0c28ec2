using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>ChaCha20-Poly1305 of the base library.</summary>
internal sealed class PlatformAead : IAead
{
    private readonly ChaCha20Poly1305 _cipher;

    public PlatformAead(ReadOnlySpan<byte> key) => _cipher = new ChaCha20Poly1305(key);

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText) =>
        _cipher.Encrypt(nonce, text, sealedText[..text.Length], sealedText[text.Length..], associated);

    // The base library answers a forged packet with an exception, which costs some microseconds and an allocation; it
    // ends here.
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        try
        {
            _cipher.Decrypt(nonce, sealedText[..text.Length], sealedText[text.Length..], text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();
}
