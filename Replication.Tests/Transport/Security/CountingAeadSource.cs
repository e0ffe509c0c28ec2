using Replication.Transport;

namespace Replication.Tests.Transport.Security;

/// <summary>Counts what costs time: keys imported, texts sealed and opened.</summary>
internal sealed class CountingAeadSource(IAeadSource inner) : IAeadSource
{
    public int Imports { get; private set; }

    public int Seals { get; private set; }

    public int Opens { get; private set; }

    public bool HasAesGcm { get; init; } = inner.HasAesGcm;

    public int All => Imports + Seals + Opens;

    public IAead ChaCha20(ReadOnlySpan<byte> key) => Count(inner.ChaCha20(key));

    public IAead XChaCha20(ReadOnlySpan<byte> key) => Count(inner.XChaCha20(key));

    public IAead AesGcm(ReadOnlySpan<byte> key) => Count(inner.AesGcm(key));

    private CountingAead Count(IAead cipher)
    {
        Imports++;
        return new CountingAead(this, cipher);
    }

    private sealed class CountingAead(CountingAeadSource counts, IAead inner) : IAead
    {
        public void Seal(
            ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText)
        {
            counts.Seals++;
            inner.Seal(nonce, associated, text, sealedText);
        }

        public bool TryOpen(
            ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
        {
            counts.Opens++;
            return inner.TryOpen(nonce, associated, sealedText, text);
        }

        public void Dispose() => inner.Dispose();
    }
}
