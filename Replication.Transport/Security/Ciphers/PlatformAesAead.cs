using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>AES-256-GCM of the base library.</summary>
internal sealed class PlatformAesAead : IAead
{
    private readonly AesGcm _cipher;

    public PlatformAesAead(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, IAead.TagBytes);

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
