using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>A cipher of the base library, all of which seal alike.</summary>
internal abstract class PlatformAead : IAead
{
    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText) =>
        Encrypt(nonce, text, sealedText[..text.Length], sealedText[text.Length..], associated);

    // The base library answers a forged packet with an exception, which costs some microseconds and an allocation; it
    // ends here.
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        try
        {
            Decrypt(nonce, sealedText[..text.Length], sealedText[text.Length..], text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public abstract void Dispose();

    protected abstract void Encrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> text,
        Span<byte> cipherText,
        Span<byte> tag,
        ReadOnlySpan<byte> associated);

    protected abstract void Decrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> cipherText,
        ReadOnlySpan<byte> tag,
        Span<byte> text,
        ReadOnlySpan<byte> associated);
}
