namespace Replication.Transport;

/// <summary>
/// The limits and times of a link that carries its datagrams in connections: TCP, TLS, WebSocket, both ends.
/// </summary>
public sealed record ConnectionOptions
{
    /// <summary>
    /// How many connections a server has at a time; 1 to 16,384, default 128. More are closed at once and counted. One
    /// takes about 10 KiB, and twice <see cref="SendBufferBytes"/> once something is sent to it.
    /// </summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>
    /// How many of them one host has at a time, an IPv4 address or an IPv6 network of 64 bits; 1 to 16,384, default 32.
    /// More are closed at once and counted.
    /// </summary>
    public int MaxConnectionsPerHost { get; init; } = 32;

    /// <summary>
    /// How many connections a server lets begin in a second, and after a pause at once; 1 to 10,000, default 200. More
    /// are closed before anything is done for them, and counted: that bounds the processor time that a flood of TLS
    /// handshakes takes.
    /// </summary>
    public int MaxOpensPerSecond { get; init; } = 200;

    /// <summary>
    /// How many of them one host may begin in a second, and after a pause at once; 1 to 10,000, default 50. More are
    /// closed in the same way, and take nothing of what the others may begin.
    /// </summary>
    public int MaxOpensPerSecondPerHost { get; init; } = 50;

    /// <summary>
    /// How many connections of a server may be opening at a time: let in, and without a first datagram yet; 1 to
    /// 16,384, default 64. More are closed before anything is done for them, and counted: that bounds what TLS
    /// handshakes hold, and leaves the rest of <see cref="MaxConnections"/> to those who play.
    /// </summary>
    public int MaxOpening { get; init; } = 64;

    /// <summary>
    /// The largest datagram, in bytes; 64 to 65,507, default 1,472. Larger ones are not sent, and a peer that sends one
    /// is closed. Both ends need the same.
    /// </summary>
    public int MaxDatagramBytes { get; init; } = 1_472;

    /// <summary>
    /// How many datagrams of all connections may wait to be taken; a power of two from 2 to 65,536, default 1,024. More
    /// are dropped and counted, and so is what one of several connections brings beyond a quarter of it at a time.
    /// </summary>
    public int ReceiveRingCount { get; init; } = 1_024;

    /// <summary>
    /// How many bytes may wait to be written to one connection; 4 KiB to 16 MiB, default 64 KiB, and not less than one
    /// datagram. What does not fit, as when the peer does not read, is refused and counted, like a full network.
    /// </summary>
    public int SendBufferBytes { get; init; } = 64 << 10;

    /// <summary>
    /// The system's send and receive buffer of one connection, in bytes, each; 4 KiB to 64 MiB, default 128 KiB. The
    /// more, the older is what a slow peer reads.
    /// </summary>
    public int SystemBufferBytes { get; init; } = 128 << 10;

    /// <summary>
    /// How long a connection may take to open, TLS and upgrade included, and on a server until its first whole
    /// datagram; 10 ms to 10 minutes, default 5 s.
    /// </summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a datagram that has begun may stay unfinished, and how long a peer may take to read the last ones and
    /// close when this end has closed; 10 ms to 10 minutes, default 5 s.
    /// </summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an open connection may bring nothing; 10 ms to 1 hour, default 15 s. A session's heartbeats keep it.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Client: how long after one attempt to connect begins the next, when something is to be sent; 10 ms to 10
    /// minutes, default 1 s.
    /// </summary>
    public TimeSpan RedialInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long Dispose waits for what was sent to leave, and for the peers to close; 0 to 1 minute, default 500 ms. In
    /// a browser nothing waits.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Checks every value. A link calls it when it is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        CheckCount(nameof(MaxConnections), MaxConnections, 1, 16_384);
        CheckCount(nameof(MaxConnectionsPerHost), MaxConnectionsPerHost, 1, 16_384);
        CheckCount(nameof(MaxOpensPerSecond), MaxOpensPerSecond, 1, 10_000);
        CheckCount(nameof(MaxOpensPerSecondPerHost), MaxOpensPerSecondPerHost, 1, 10_000);
        CheckCount(nameof(MaxOpening), MaxOpening, 1, 16_384);
        CheckCount(nameof(MaxDatagramBytes), MaxDatagramBytes, 64, 65_507);
        CheckCount(nameof(ReceiveRingCount), ReceiveRingCount, 2, 65_536);
        if (!int.IsPow2(ReceiveRingCount))
            Throw.OptionOutOfRange(nameof(ReceiveRingCount), ReceiveRingCount, "is a power of two");
        int oneFrame = MaxDatagramBytes + StreamFrame.LengthBytes;
        CheckCount(nameof(SendBufferBytes), SendBufferBytes, Math.Max(4_096, oneFrame), 16 << 20);
        CheckCount(nameof(SystemBufferBytes), SystemBufferBytes, 4_096, 64 << 20);
        var shortest = TimeSpan.FromMilliseconds(10);
        OptionRange.CheckTime(nameof(OpenTimeout), OpenTimeout, shortest, TimeSpan.FromMinutes(10));
        OptionRange.CheckTime(nameof(FrameTimeout), FrameTimeout, shortest, TimeSpan.FromMinutes(10));
        OptionRange.CheckTime(nameof(IdleTimeout), IdleTimeout, shortest, TimeSpan.FromHours(1));
        OptionRange.CheckTime(nameof(RedialInterval), RedialInterval, shortest, TimeSpan.FromMinutes(10));
        OptionRange.CheckTime(nameof(LingerTimeout), LingerTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static void CheckCount(string name, int value, int min, int max)
    {
        if (value < min || value > max)
            Throw.OptionOutOfRange(name, value, $"is {min:N0} to {max:N0}");
    }
}
