using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>ChaCha20-Poly1305 of the base library.</summary>
internal sealed class PlatformChaChaAead : PlatformAead
{
    private readonly ChaCha20Poly1305 _cipher;

    public PlatformChaChaAead(ReadOnlySpan<byte> key) => _cipher = new ChaCha20Poly1305(key);

    public override void Dispose() => _cipher.Dispose();

    protected override void Encrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> text,
        Span<byte> cipherText,
        Span<byte> tag,
        ReadOnlySpan<byte> associated) => _cipher.Encrypt(nonce, text, cipherText, tag, associated);

    protected override void Decrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> cipherText,
        ReadOnlySpan<byte> tag,
        Span<byte> text,
        ReadOnlySpan<byte> associated) => _cipher.Decrypt(nonce, cipherText, tag, text, associated);
}
