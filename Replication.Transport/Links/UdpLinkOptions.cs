namespace Replication.Transport;

/// <summary>The limits of a <see cref="UdpLink"/>.</summary>
public sealed record UdpLinkOptions
{
    /// <summary>
    /// The largest datagram taken, in bytes; 64 to 65,507, default 1,472 (an Ethernet frame's). Larger ones are dropped
    /// and counted.
    /// </summary>
    public int MaxDatagramBytes { get; init; } = 1_472;

    /// <summary>
    /// How many datagrams may wait to be taken; a power of two from 2 to 65,536, default 1,024. More are dropped and
    /// counted.
    /// </summary>
    public int ReceiveRingCount { get; init; } = 1_024;

    /// <summary>
    /// The system's send and receive buffer, in bytes, each; 4 KiB to 64 MiB, default 1 MiB. The system may grant less.
    /// </summary>
    public int SystemBufferBytes { get; init; } = 1 << 20;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        if (MaxDatagramBytes is < 64 or > 65_507)
            Throw.OptionOutOfRange(nameof(MaxDatagramBytes), MaxDatagramBytes, "is 64 to 65,507 bytes");
        if (ReceiveRingCount is < 2 or > 65_536 || !int.IsPow2(ReceiveRingCount))
            Throw.OptionOutOfRange(nameof(ReceiveRingCount), ReceiveRingCount, "is a power of two from 2 to 65,536");
        if (SystemBufferBytes is < 4_096 or > 64 << 20)
            Throw.OptionOutOfRange(nameof(SystemBufferBytes), SystemBufferBytes, "is 4 KiB to 64 MiB");
    }
}
