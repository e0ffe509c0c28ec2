namespace Replication.Transport;

/// <summary>
/// Authenticated encryption under one key: ChaCha20-Poly1305 (RFC 8439), its form with a long nonce, or AES-256-GCM
/// (NIST SP 800-38D). What is sealed is as long as the text and <see cref="TagBytes"/> more. Used by one thread;
/// neither verb allocates.
/// </summary>
internal interface IAead : IDisposable
{
    /// <summary>The length of a key.</summary>
    const int KeyBytes = 32;

    /// <summary>What sealing adds.</summary>
    const int TagBytes = 16;

    /// <summary>The nonce of ChaCha20-Poly1305.</summary>
    const int NonceBytes = 12;

    /// <summary>The nonce of XChaCha20-Poly1305.</summary>
    const int LongNonceBytes = 24;

    /// <summary>Seals a text.</summary>
    /// <param name="nonce">Never the same twice under one key.</param>
    /// <param name="associated">Covered by the tag, not part of the output.</param>
    /// <param name="text">May be the beginning of <paramref name="sealedText"/>, or lie elsewhere.</param>
    /// <param name="sealedText"><see cref="TagBytes"/> longer than the text.</param>
    void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText);

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <param name="nonce">The nonce it was sealed with.</param>
    /// <param name="associated">The associated bytes it was sealed with.</param>
    /// <param name="sealedText">At least <see cref="TagBytes"/> long.</param>
    /// <param name="text">
    /// <see cref="TagBytes"/> shorter; may be the beginning of <paramref name="sealedText"/>. Of no use after false.
    /// </param>
    /// <returns>False: another key, nonce or associated bytes, or damaged.</returns>
    bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text);
}
