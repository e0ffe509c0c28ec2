namespace Replication.Transport;

/// <summary>Seals with managed code alone: where there is nothing else, as in a browser.</summary>
internal sealed class ManagedAeadSource : IAeadSource
{
    public bool HasAesGcm => false;

    public IAead ChaCha20(ReadOnlySpan<byte> key) => new ManagedAead(key);

    public IAead XChaCha20(ReadOnlySpan<byte> key) => new LongNonceAead(this, key);

    public IAead AesGcm(ReadOnlySpan<byte> key) => throw new PlatformNotSupportedException();
}
