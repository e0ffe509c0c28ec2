namespace Replication.Transport;

/// <summary>What seals the packets of a session. The numbers travel.</summary>
internal enum CipherKind : byte
{
    /// <summary>ChaCha20-Poly1305 (RFC 8439). Every peer has it.</summary>
    ChaCha20 = 0,

    /// <summary>AES-256-GCM. A third of the time of the other for 1,200 bytes, where the processor has AES.</summary>
    AesGcm = 1,
}

/// <summary>
/// Which ciphers a peer has: bit n stands for <see cref="CipherKind"/> n. Bits without a kind are for later versions.
/// </summary>
internal static class CipherKinds
{
    public static byte Of(IAeadSource ciphers) => (byte)(ciphers.HasAesGcm ? 0b11 : 0b01);

    /// <summary>The best cipher that both have.</summary>
    public static CipherKind Choose(byte ours, byte theirs) =>
        (ours & theirs & (1 << (int)CipherKind.AesGcm)) != 0 ? CipherKind.AesGcm : CipherKind.ChaCha20;

    public static bool Has(byte kinds, CipherKind kind) =>
        kind <= CipherKind.AesGcm && (kinds >> (int)kind & 1) != 0;

    public static IAead Create(this IAeadSource ciphers, CipherKind kind, ReadOnlySpan<byte> key) =>
        kind == CipherKind.AesGcm ? ciphers.AesGcm(key) : ciphers.ChaCha20(key);
}
