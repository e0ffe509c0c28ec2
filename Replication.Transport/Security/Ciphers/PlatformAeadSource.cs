using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Replication.Transport;

/// <summary>Seals with the base library, and so with what the operating system brings along.</summary>
internal sealed class PlatformAeadSource : IAeadSource
{
    public bool HasAesGcm =>
        System.Security.Cryptography.AesGcm.IsSupported && (X86Aes.IsSupported || ArmAes.IsSupported);

    public IAead ChaCha20(ReadOnlySpan<byte> key) => PlatformAead.ChaCha20(key);

    public IAead XChaCha20(ReadOnlySpan<byte> key) => new LongNonceAead(this, key);

    public IAead AesGcm(ReadOnlySpan<byte> key) => PlatformAead.AesGcm(key);
}
