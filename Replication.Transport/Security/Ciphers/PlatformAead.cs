using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>A cipher of the base library, all of which seal alike without sharing a type.</summary>
internal sealed class PlatformAead : IAead
{
    private readonly IDisposable _cipher;
    private readonly Encrypt _encrypt;
    private readonly Decrypt _decrypt;

    private PlatformAead(IDisposable cipher, Encrypt encrypt, Decrypt decrypt)
    {
        _cipher = cipher;
        _encrypt = encrypt;
        _decrypt = decrypt;
    }

    private delegate void Encrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> text,
        Span<byte> cipherText,
        Span<byte> tag,
        ReadOnlySpan<byte> associated);

    private delegate void Decrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> cipherText,
        ReadOnlySpan<byte> tag,
        Span<byte> text,
        ReadOnlySpan<byte> associated);

    /// <summary>ChaCha20-Poly1305.</summary>
    public static PlatformAead ChaCha20(ReadOnlySpan<byte> key)
    {
        var cipher = new ChaCha20Poly1305(key);
        return new PlatformAead(cipher, cipher.Encrypt, cipher.Decrypt);
    }

    /// <summary>AES-256-GCM.</summary>
    public static PlatformAead AesGcm(ReadOnlySpan<byte> key)
    {
        var cipher = new AesGcm(key, IAead.TagBytes);
        return new PlatformAead(cipher, cipher.Encrypt, cipher.Decrypt);
    }

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText) =>
        _encrypt(nonce, text, sealedText[..text.Length], sealedText[text.Length..], associated);

    // The base library answers a forged packet with an exception, which costs some microseconds and an allocation; it
    // ends here.
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        try
        {
            _decrypt(nonce, sealedText[..text.Length], sealedText[text.Length..], text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();
}
