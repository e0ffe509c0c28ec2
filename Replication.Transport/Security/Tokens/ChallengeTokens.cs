using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>What a challenge says when it comes back.</summary>
internal readonly ref struct Challenge
{
    public ulong ClientId { get; init; }

    public ReadOnlySpan<byte> UserData { get; init; }

    /// <summary>The connect token that asked for it.</summary>
    public UInt128 TokenTag { get; init; }
}

/// <summary>
/// Challenges prove that a client receives at the address that it sends from: only there does the server's answer
/// arrive, and only this server, in this run, can have sealed it. 300 bytes, 16 of them the tag:
/// <code>
/// 0 client id 8 | 8 user data 256 | 264 tag of the connect token's private part 16 | 280 zeros 4
/// </code>
/// The standard has zeros for the token's tag; nobody but the server reads them. With the tag a challenge that one
/// token asked for does not answer for another one.
/// </summary>
internal sealed class ChallengeTokens : IDisposable
{
    public const int TextBytes = NetcodeFormat.ChallengeTokenBytes - IAead.TagBytes;

    private const int UserDataOffset = 8;
    private const int TagOffset = UserDataOffset + NetcodeFormat.UserDataBytes;

    private readonly IAead _cipher;
    private NonceCounter _sequences = NonceCounter.ForChallenges();

    public ChallengeTokens(IAeadSource ciphers, RandomNumberGenerator random)
    {
        Span<byte> key = stackalloc byte[IAead.KeyBytes];
        random.GetBytes(key);
        _cipher = ciphers.ChaCha20(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <returns>False: all sequence numbers are used up.</returns>
    public bool TryWrite(Span<byte> challengeToken, in Challenge challenge, out ulong sequence)
    {
        if (!_sequences.TryTake(out sequence))
            return false;
        Span<byte> text = challengeToken[..TextBytes];
        text.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(text, challenge.ClientId);
        challenge.UserData.CopyTo(text[UserDataOffset..]);
        BinaryPrimitives.WriteUInt128LittleEndian(text[TagOffset..], challenge.TokenTag);
        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, sequence);
        _cipher.Seal(nonce, default, text, challengeToken);
        return true;
    }

    /// <summary>Opens in place; the challenge lies in the token's bytes.</summary>
    public bool TryOpen(Span<byte> challengeToken, ulong sequence, out Challenge challenge)
    {
        challenge = default;
        Span<byte> text = challengeToken[..TextBytes];
        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, sequence);
        if (!_cipher.TryOpen(nonce, default, challengeToken, text))
            return false;
        challenge = new Challenge
        {
            ClientId = BinaryPrimitives.ReadUInt64LittleEndian(text),
            UserData = text.Slice(UserDataOffset, NetcodeFormat.UserDataBytes),
            TokenTag = BinaryPrimitives.ReadUInt128LittleEndian(text[TagOffset..]),
        };
        return true;
    }

    public void Dispose() => _cipher.Dispose();
}
