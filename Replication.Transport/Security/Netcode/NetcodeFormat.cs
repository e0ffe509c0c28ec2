using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// Sizes and fixed bytes of the netcode 1.02 standard (mas-bandwidth/netcode, STANDARD.md). All numbers are
/// little-endian.
/// </summary>
internal static class NetcodeFormat
{
    public const int VersionBytes = 13;
    public const int UserDataBytes = 256;
    public const int PrivateTokenBytes = 1_024;
    public const int ConnectTokenBytes = 2_048;
    public const int ChallengeTokenBytes = 300;
    public const int MaxServers = 32;
    public const int MaxPayloadBytes = 1_200;
    public const int MaxHeaderBytes = 9;
    public const int MaxPacketBytes = MaxHeaderBytes + MaxPayloadBytes + IAead.TagBytes;

    /// <summary>How many disconnect packets go at once, so that one of them arrives.</summary>
    public const int DisconnectPacketCount = 10;

    /// <summary>How often a side repeats itself, or says that it is there: ten times a second.</summary>
    public static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>What begins every token, and what every seal covers.</summary>
    public static ReadOnlySpan<byte> Version => "NETCODE 1.02\0"u8;

    /// <summary>The largest payload where the link carries datagrams of so many bytes.</summary>
    public static int PayloadBytesIn(int datagramBytes) =>
        Math.Min(MaxPayloadBytes, datagramBytes - MaxHeaderBytes - IAead.TagBytes);

    /// <summary>The nonce of a packet or a challenge: four zero bytes, then the sequence number.</summary>
    public static void WriteNonce(Span<byte> nonce, ulong sequence)
    {
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], sequence);
    }
}
