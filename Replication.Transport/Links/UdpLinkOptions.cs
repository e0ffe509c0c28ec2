namespace Replication.Transport;

/// <summary>The limits of a <see cref="UdpLink"/>, and how it speaks to the system.</summary>
public sealed record UdpLinkOptions
{
    /// <summary>
    /// The largest datagram taken, in bytes; 64 to 65,507, default 1,472 (an Ethernet frame's). Larger ones are dropped
    /// and counted.
    /// </summary>
    public int MaxDatagramBytes { get; init; } = 1_472;

    /// <summary>
    /// How many datagrams may wait to be taken from a link with a thread; a power of two from 2 to 65,536, default
    /// 1,024. More are dropped and counted.
    /// </summary>
    public int ReceiveRingCount { get; init; } = 1_024;

    /// <summary>
    /// The system's send and receive buffer, in bytes, each; 4 KiB to 64 MiB, default 1 MiB. The system may grant less.
    /// </summary>
    public int SystemBufferBytes { get; init; } = 1 << 20;

    /// <summary>Who takes datagrams from the system. Default <see cref="UdpReceiveMode.Threaded"/>.</summary>
    public UdpReceiveMode ReceiveMode { get; init; } = UdpReceiveMode.Threaded;

    /// <summary>
    /// Whether many datagrams go through one call of the system, where it has such a call: Linux with 64 bits. False,
    /// and elsewhere: one call for each. Default true.
    /// </summary>
    public bool AllowBatches { get; init; } = true;

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
        if (ReceiveMode is not (UdpReceiveMode.Threaded or UdpReceiveMode.Polled))
            Throw.OptionOutOfRange(nameof(ReceiveMode), ReceiveMode, "is Threaded or Polled");
    }
}
