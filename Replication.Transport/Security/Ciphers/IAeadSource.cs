namespace Replication.Transport;

/// <summary>Makes <see cref="IAead"/> from keys: one library's implementation of the algorithms.</summary>
internal interface IAeadSource
{
    /// <summary>Whether <see cref="AesGcm"/> works, and as fast as it can: the processor has AES.</summary>
    bool HasAesGcm { get; }

    /// <summary>ChaCha20-Poly1305 with a nonce of 12 bytes: packets and challenges.</summary>
    /// <param name="key">32 bytes, copied.</param>
    IAead ChaCha20(ReadOnlySpan<byte> key);

    /// <summary>XChaCha20-Poly1305 with a nonce of 24 bytes, long enough to be random: connect tokens.</summary>
    /// <param name="key">32 bytes, copied.</param>
    IAead XChaCha20(ReadOnlySpan<byte> key);

    /// <summary>AES-256-GCM with a nonce of 12 bytes: packets, where both sides have it in the processor.</summary>
    /// <param name="key">32 bytes, copied.</param>
    IAead AesGcm(ReadOnlySpan<byte> key);
}
