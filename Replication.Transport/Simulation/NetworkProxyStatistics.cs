namespace Replication.Transport;

/// <summary>What a <see cref="NetworkProxy"/> has carried so far.</summary>
public readonly record struct NetworkProxyStatistics
{
    /// <summary>What became of datagrams from the clients.</summary>
    public SimulatorStatistics ToServer { get; init; }

    /// <summary>What became of datagrams from the server.</summary>
    public SimulatorStatistics ToClients { get; init; }

    /// <summary>Bytes of datagrams that were handed on to the server.</summary>
    public long BytesToServer { get; init; }

    /// <summary>Bytes of datagrams that were handed on to clients.</summary>
    public long BytesToClients { get; init; }

    /// <summary>How many clients there are.</summary>
    public int Clients { get; init; }

    /// <summary>Datagrams of clients beyond <see cref="NetworkProxyOptions.MaxClients"/>.</summary>
    public long RefusedClients { get; init; }

    /// <summary>Datagrams that came to a client's own port from somebody else than the server.</summary>
    public long UnknownSenders { get; init; }

    /// <summary>Datagrams that no client was there for any more.</summary>
    public long Late { get; init; }

    /// <summary>Datagrams that the system refused to send.</summary>
    public long SendFailures { get; init; }
}
