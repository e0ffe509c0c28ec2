using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// AES-256-GCM by libsodium's own functions, which take a key that is expanded once. NSec's expand it for each packet.
/// The processor must have AES.
/// </summary>
internal sealed unsafe partial class SodiumAesAead : IAead
{
    private const string Library = "libsodium";
    private const int Alignment = 16;

    // The expanded key: it does not move, and is wiped in the end. Null after that.
    private readonly byte[] _memory;
    private byte* _state;

    public SodiumAesAead(ReadOnlySpan<byte> key)
    {
        _memory = GC.AllocateArray<byte>((int)StateBytes() + Alignment, pinned: true);
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _state = (byte*)((start + Alignment - 1) & -Alignment);
        fixed (byte* keyBytes = key)
            _ = Expand(_state, keyBytes);
    }

    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text, Span<byte> sealedText)
    {
        Check(nonce.Length, text.Length, sealedText.Length);
        fixed (byte* nonceBytes = nonce, associatedBytes = associated, textBytes = text, sealedBytes = sealedText)
        {
            _ = Encrypt(
                sealedBytes,
                null,
                textBytes,
                (ulong)text.Length,
                associatedBytes,
                (ulong)associated.Length,
                null,
                nonceBytes,
                _state);
        }
    }

    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> text)
    {
        Check(nonce.Length, text.Length, sealedText.Length);
        fixed (byte* nonceBytes = nonce, associatedBytes = associated, textBytes = text, sealedBytes = sealedText)
        {
            return 0 == Decrypt(
                textBytes,
                null,
                null,
                sealedBytes,
                (ulong)sealedText.Length,
                associatedBytes,
                (ulong)associated.Length,
                nonceBytes,
                _state);
        }
    }

    public void Dispose()
    {
        _state = null;
        CryptographicOperations.ZeroMemory(_memory);
    }

    // What follows writes wherever it is told to.
    private void Check(int nonceBytes, int textBytes, int sealedBytes)
    {
        ObjectDisposedException.ThrowIf(_state is null, this);
        if (nonceBytes != IAead.NonceBytes || sealedBytes != textBytes + IAead.TagBytes)
            Throw.AeadLengths(nonceBytes, textBytes, sealedBytes);
    }

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_statebytes")]
    private static partial nuint StateBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_beforenm")]
    private static partial int Expand(byte* state, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_encrypt_afternm")]
    private static partial int Encrypt(
        byte* sealedText,
        ulong* sealedBytes,
        byte* text,
        ulong textBytes,
        byte* associated,
        ulong associatedBytes,
        byte* secretNonce,
        byte* nonce,
        byte* state);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_decrypt_afternm")]
    private static partial int Decrypt(
        byte* text,
        ulong* textBytes,
        byte* secretNonce,
        byte* sealedText,
        ulong sealedBytes,
        byte* associated,
        ulong associatedBytes,
        byte* nonce,
        byte* state);
}
