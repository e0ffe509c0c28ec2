using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Replication.Transport;

/// <summary>
/// Bouncy Castle's ChaCha20-Poly1305, which is managed code and so runs in a browser. It takes several times what the
/// others take, and allocates some hundred bytes for each text.
/// </summary>
internal sealed class ManagedAead : IAead
{
    private readonly ChaCha20Poly1305 _sealing = new();
    private readonly ChaCha20Poly1305 _opening = new();
    private readonly KeyParameter _key;

    public ManagedAead(ReadOnlySpan<byte> key) => _key = new KeyParameter(key);

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText)
    {
        Begin(_sealing, isSealing: true, nonce, associated);
        int written = _sealing.ProcessBytes(text, sealedText);
        _sealing.DoFinal(sealedText[written..]);
    }

    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        Begin(_opening, isSealing: false, nonce, associated);
        try
        {
            int written = _opening.ProcessBytes(sealedText, text);
            _opening.DoFinal(text[written..]);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        // The library keeps copies of the key until they are collected, and has no way to clear them.
    }

    private void Begin(
        ChaCha20Poly1305 cipher, bool isSealing, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated)
    {
        cipher.Init(isSealing, new AeadParameters(_key, IAead.TagBytes * 8, nonce.ToArray()));
        cipher.ProcessAadBytes(associated);
    }
}
