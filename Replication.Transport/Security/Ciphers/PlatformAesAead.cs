using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>AES-256-GCM of the base library.</summary>
internal sealed class PlatformAesAead : PlatformAead
{
    private readonly AesGcm _cipher;

    public PlatformAesAead(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, IAead.TagBytes);

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
