namespace Replication.Transport;

/// <summary>Seals with the base library, and so with what the operating system brings along.</summary>
internal sealed class PlatformAeadSource : IAeadSource
{
    public IAead ChaCha20(ReadOnlySpan<byte> key) => new PlatformAead(key);

    public IAead XChaCha20(ReadOnlySpan<byte> key) => new PlatformLongNonceAead(key);
}
