namespace Replication.Runtime;

/// <summary>What is known of a message without its type: the generator writes one for each.</summary>
/// <param name="Name">The message's full name, as in <c>Game.Chat</c>.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Id">Its type id, or 0 where the table gives it one by the order of names.</param>
/// <param name="Channel">The channel that it travels on.</param>
/// <param name="Reliability">What the channel promises.</param>
/// <param name="MaxBits">The most bits that its fields take.</param>
/// <param name="Hash">Equal where name, kind, id, channel, reliability, fields, limits and codes are equal.</param>
/// <param name="Fields">Its fields in the order they are sent.</param>
public sealed record MessageSchema(
    string Name,
    MessageKind Kind,
    ushort Id,
    byte Channel,
    Reliability Reliability,
    int MaxBits,
    ulong Hash,
    IReadOnlyList<MessageFieldSchema> Fields)
{
    /// <summary>The most bytes of a message on a reliable channel, type id included: it travels in fragments.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The most bytes of an unreliable or sequenced message, type id included: it fits one packet.</summary>
    public const int MaxPacketBytes = 1024;

    /// <summary>The most bytes of this message, type id included.</summary>
    public int MaxFrameBytes => MessageFrame.HeadBytes + ((MaxBits + 7) / 8);

    internal int LimitBytes => Reliability is Reliability.Unreliable or Reliability.Sequenced
        ? MaxPacketBytes
        : MaxBytes;
}

/// <summary>One field of a message, for tools and error messages.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Holds">What it holds and what that costs, in words.</param>
/// <param name="MaxBits">The most bits that it takes.</param>
public sealed record MessageFieldSchema(string Name, string Holds, int MaxBits);
