using System.Collections.Immutable;

namespace Replication.Transport;

/// <summary>
/// One channel. Both sides of a session need the same mode and limits at the same position, which a hash in the
/// handshake makes sure of; <see cref="Priority"/> and <see cref="QueueBytes"/> are each side's own business.
/// </summary>
public sealed record ChannelOptions
{
    internal const int MaxChannels = 255;
    internal const int PriorityCount = 8;

    /// <summary>What a frame's length takes at most in a stream.</summary>
    internal const int MaxFrameHeadBytes = 3;

    /// <summary>
    /// The channels of a session whose options name none: 0 reliable ordered, 1 reliable unordered, 2 unreliable, 3
    /// sequenced, 4 bulk. A channel that is never used costs a session no buffers.
    /// </summary>
    public static ImmutableArray<ChannelOptions> Standard { get; } =
    [
        new() { Mode = ChannelMode.ReliableOrdered },
        new() { Mode = ChannelMode.ReliableUnordered },
        new() { Mode = ChannelMode.Unreliable, MaxMessageBytes = 16_384 },
        new() { Mode = ChannelMode.Sequenced, MaxMessageBytes = 16_384 },
        new() { Mode = ChannelMode.Bulk, Priority = 7, MaxMessageBytes = 1 << 20, QueueBytes = 4 << 20 },
    ];

    /// <summary>What it promises. Default <see cref="ChannelMode.ReliableOrdered"/>.</summary>
    public ChannelMode Mode { get; init; } = ChannelMode.ReliableOrdered;

    /// <summary>
    /// Its lane, 0 to 7, default 0. A packet is filled from lane 0 downwards; a channel that waits behind others goes
    /// first in about every ninth packet, so that none starves. Within a lane the position counts.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>
    /// The largest message, in bytes, default 65,536; 1 to 65,536 for unreliable and sequenced channels, to 1,048,576
    /// for reliable ones, to 67,108,864 for bulk.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 65_536;

    /// <summary>
    /// What the receiver holds at most, in bytes, default 131,072, up to 4,194,304. For reliable channels this is also
    /// what the sender has under way and unacknowledged; at least <see cref="MaxMessageBytes"/> + 3, for bulk 65,536.
    /// For unreliable and sequenced ones it bounds messages of which not all fragments came; at least
    /// <see cref="MaxMessageBytes"/>. Besides, a receiver may hold one message that it is handing out or, of bulk, that
    /// is under way.
    /// </summary>
    public int WindowBytes { get; init; } = 131_072;

    /// <summary>
    /// What the sender holds at most, in bytes, default 262,144, up to 268,435,456: what waits, and on reliable
    /// channels what is not acknowledged yet. At least one message of the largest size and its framing: 3 bytes, for
    /// bulk 4 for each 32,768 begun and 4.
    /// </summary>
    public int QueueBytes { get; init; } = 262_144;

    internal bool IsReliable => Mode is not (ChannelMode.Unreliable or ChannelMode.Sequenced);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        Check(nameof(Mode), (int)Mode, (int)ChannelMode.Unreliable, (int)ChannelMode.Bulk);
        Check(nameof(Priority), Priority, 0, PriorityCount - 1);
        Check(nameof(MaxMessageBytes), MaxMessageBytes, 1, MaxMessageBytesOf(Mode));
        Check(nameof(WindowBytes), WindowBytes, MinWindowBytes, 4 << 20);
        Check(nameof(QueueBytes), QueueBytes, MinQueueBytes, 256 << 20);
    }

    /// <summary>What both sides must agree on, as one number. A list's hash depends on its order.</summary>
    internal static ulong Hash(ImmutableArray<ChannelOptions> channels)
    {
        ulong hash = (ulong)channels.Length;
        foreach (ChannelOptions channel in channels)
        {
            hash = Mixing.Mix(hash ^ (ulong)channel.Mode);
            hash = Mixing.Mix(hash ^ (ulong)channel.MaxMessageBytes);
            hash = Mixing.Mix(hash ^ (ulong)channel.WindowBytes);
        }

        return hash;
    }

    private int MinWindowBytes => Mode switch
    {
        ChannelMode.Unreliable or ChannelMode.Sequenced => MaxMessageBytes,
        ChannelMode.Bulk => 65_536,
        _ => MaxMessageBytes + MaxFrameHeadBytes,
    };

    private int MinQueueBytes => Mode == ChannelMode.Bulk
        ? BulkBlock.LargestFramedBytes(MaxMessageBytes)
        : MaxMessageBytes + MaxFrameHeadBytes;

    private static int MaxMessageBytesOf(ChannelMode mode) => mode switch
    {
        ChannelMode.Unreliable or ChannelMode.Sequenced => 1 << 16,
        ChannelMode.Bulk => 64 << 20,
        _ => 1 << 20,
    };

    private static void Check(string option, int value, int min, int max)
    {
        if (value < min || value > max)
            Throw.OptionOutOfRange(option, value, $"is {min} to {max}");
    }
}
