using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// What the server gives to a client instead of remembering it: whoever brings it back receives at the address that it
/// was sent to. The idea is that of TCP's SYN cookies and of DTLS (RFC 6347, 4.2.1).
/// <code>
/// cookie = issued at 8 (milliseconds of the server's clock) | first 16 bytes of
///          HMAC-SHA-256( secret, address 16 | scope 4 | port 2 | client salt 8 | issued at 8 )
/// </code>
/// The address stands in network order, the rest is little-endian. Nobody but the server reads it.
/// </summary>
internal static class HandshakeCookie
{
    public const int Bytes = 24;
    public const int SecretBytes = 32;

    private const int StampBytes = 8;
    private const int CodeBytes = 16;
    private const int InputBytes = 16 + 4 + 2 + 8 + StampBytes;

    public static void Write(Span<byte> cookie, ReadOnlySpan<byte> secret, LinkAddress from, ulong salt, TimeSpan now)
    {
        ulong issuedAtMilliseconds = ToMilliseconds(now);
        BinaryPrimitives.WriteUInt64LittleEndian(cookie, issuedAtMilliseconds);
        WriteCode(cookie.Slice(StampBytes, CodeBytes), secret, from, salt, issuedAtMilliseconds);
    }

    /// <returns>
    /// False: not this server's, not for this address and salt, or older than <paramref name="lifetime"/>.
    /// </returns>
    public static bool TryRead(
        ReadOnlySpan<byte> cookie,
        ReadOnlySpan<byte> secret,
        LinkAddress from,
        ulong salt,
        TimeSpan now,
        TimeSpan lifetime,
        out ulong issuedAtMilliseconds)
    {
        issuedAtMilliseconds = BinaryPrimitives.ReadUInt64LittleEndian(cookie);
        Span<byte> code = stackalloc byte[CodeBytes];
        WriteCode(code, secret, from, salt, issuedAtMilliseconds);
        if (!CryptographicOperations.FixedTimeEquals(code, cookie.Slice(StampBytes, CodeBytes)))
            return false;

        // The code vouches for the stamp, so it is one of this server's clock and not in its future.
        return ToMilliseconds(now) - issuedAtMilliseconds <= ToMilliseconds(lifetime);
    }

    private static void WriteCode(
        Span<byte> code, ReadOnlySpan<byte> secret, LinkAddress from, ulong salt, ulong issuedAtMilliseconds)
    {
        Span<byte> input = stackalloc byte[InputBytes];
        BinaryPrimitives.WriteUInt64BigEndian(input, from.High);
        BinaryPrimitives.WriteUInt64BigEndian(input[8..], from.Low);
        BinaryPrimitives.WriteUInt32LittleEndian(input[16..], from.ScopeId);
        BinaryPrimitives.WriteUInt16LittleEndian(input[20..], (ushort)from.Port);
        BinaryPrimitives.WriteUInt64LittleEndian(input[22..], salt);
        BinaryPrimitives.WriteUInt64LittleEndian(input[30..], issuedAtMilliseconds);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input, hash);
        hash[..CodeBytes].CopyTo(code);
    }

    private static ulong ToMilliseconds(TimeSpan span) => (ulong)(span.Ticks / TimeSpan.TicksPerMillisecond);
}
