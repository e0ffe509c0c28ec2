using System.Buffers.Binary;

namespace Replication.Runtime;

// How a client goes on where its last session stopped, on the channel of SchemaChannel. The first byte tells them apart
// from a description and its acceptance, which begin with 1:
//
//     server to client    2 | secret 16    names what the server keeps of this session when it is cut
//     client to server    2 | secret 16    that of the session before: go on from what it acknowledged
//     server to client    3 | 1            it goes on; 0: nothing is kept under that name, everything comes anew
//
// From its question to the answer the client takes no state, so that it never mixes two beginnings.

/// <summary>What peers say to each other so that a session goes on where another stopped.</summary>
internal static class ResumeMessage
{
    /// <summary>The bytes of a secret's message.</summary>
    public const int SecretBytes = 17;

    private const byte Secret = 2;
    private const byte Answer = 3;

    public static ReadOnlySpan<byte> Resumed => [Answer, 1];

    public static ReadOnlySpan<byte> Refused => [Answer, 0];

    public static void WriteSecret(Span<byte> message, UInt128 secret)
    {
        message[0] = Secret;
        BinaryPrimitives.WriteUInt128LittleEndian(message[1..], secret);
    }

    /// <summary>Reads what <see cref="WriteSecret"/> wrote.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="secret">Takes the secret.</param>
    /// <returns>False where it is another message.</returns>
    public static bool TryReadSecret(ReadOnlySpan<byte> message, out UInt128 secret)
    {
        bool isSecret = message.Length == SecretBytes && message[0] == Secret;
        secret = isSecret ? BinaryPrimitives.ReadUInt128LittleEndian(message[1..]) : default;
        return isSecret;
    }

    /// <summary>Reads the server's answer.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="isResumed">Takes whether the session goes on.</param>
    /// <returns>False where it is another message.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, out bool isResumed)
    {
        isResumed = message is [Answer, 1];
        return message is [Answer, 0 or 1];
    }
}
