using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The body of Challenge and Response: 308 bytes.
/// <code>
/// 0 challenge sequence 8 | 8 sealed challenge token 300
/// </code>
/// </summary>
internal static class ChallengeBody
{
    public const int LengthBytes = sizeof(ulong) + NetcodeFormat.ChallengeTokenBytes;

    public static Span<byte> Token(Span<byte> body) => body[sizeof(ulong)..];

    public static void WriteSequence(Span<byte> body, ulong sequence) =>
        BinaryPrimitives.WriteUInt64LittleEndian(body, sequence);

    public static ulong ReadSequence(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64LittleEndian(body);
}

/// <summary>
/// The body of KeepAlive: 8 bytes. A client writes zeros.
/// <code>
/// 0 client index 4 | 4 max clients 4
/// </code>
/// </summary>
internal static class KeepAliveBody
{
    public const int LengthBytes = 2 * sizeof(int);

    public static void Write(Span<byte> body, int clientIndex, int maxClients)
    {
        BinaryPrimitives.WriteInt32LittleEndian(body, clientIndex);
        BinaryPrimitives.WriteInt32LittleEndian(body[sizeof(int)..], maxClients);
    }

    public static (int ClientIndex, int MaxClients) Read(ReadOnlySpan<byte> body) => (
        BinaryPrimitives.ReadInt32LittleEndian(body), BinaryPrimitives.ReadInt32LittleEndian(body[sizeof(int)..]));
}
