namespace Replication.Benchmarks;

/// <summary>One side of the traffic: the server, or all clients. Used by one thread.</summary>
internal interface ITraffic : IDisposable
{
    /// <summary>Where the server listens; 0 for clients.</summary>
    int Port { get; }

    /// <summary>How many peers are connected.</summary>
    int ConnectedCount { get; }

    /// <summary>Datagrams sent so far.</summary>
    long PacketCount { get; }

    /// <summary>Takes what has arrived; messages go to the <see cref="LatencyLog"/>.</summary>
    void Receive();

    /// <summary>Sends one message to each peer.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>The end of a tick.</summary>
    void Flush();
}
