using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>
/// The connections of one link by their peers' addresses, and what they share: limits, clock, inbox, counts. Any
/// thread.
/// </summary>
internal sealed class ConnectionTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LinkAddress, Connection> _byAddress = [];
    private readonly List<Connection> _all = [];
    private OpeningRate _rate;
    private bool _disposed;
    private volatile string? _lastFailure;

    public ConnectionTable(ConnectionOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _rate = new OpeningRate(options.MaxOpensPerSecond);
        Inbox = new Inbox(options, Counters);
    }

    public ConnectionOptions Options { get; }

    public TimeProvider Time { get; }

    public ConnectionCounters Counters { get; } = new();

    public Inbox Inbox { get; }

    /// <summary>How the last connection ended that did not end well.</summary>
    public string? LastFailure => _lastFailure;

    public int Count
    {
        get
        {
            lock (_lock)
                return _all.Count;
        }
    }

    /// <summary>
    /// Whether a peer that connects may come in, before anything is done for it; counts why not. Whoever does not fit
    /// anyway takes nothing of the rate, which is the others'.
    /// </summary>
    public bool TryAdmit(LinkAddress remote)
    {
        ConnectionEnd refusal;
        lock (_lock)
        {
            refusal = Refusal(remote);
            if (refusal == ConnectionEnd.None && !_rate.TryTake(Time.Now()))
                refusal = ConnectionEnd.TooFast;
        }

        return IsIn(refusal);
    }

    /// <summary>Lets a connection in and starts it, or counts why not; then it was never begun.</summary>
    public bool TryStart(Connection connection)
    {
        if (!IsIn(Add(connection)))
            return false;
        connection.Start();
        return true;
    }

    /// <summary>The connection with a peer.</summary>
    public bool TryFind(LinkAddress remote, [NotNullWhen(true)] out Connection? connection)
    {
        lock (_lock)
            return _byAddress.TryGetValue(remote, out connection);
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(Connection connection, ConnectionEnd end, string? detail)
    {
        if (end is not (ConnectionEnd.LinkDisposed or ConnectionEnd.PeerClosed or ConnectionEnd.Closed))
            _lastFailure = detail is null ? $"{end}" : $"{end}: {detail}";
        lock (_lock)
        {
            _byAddress.Remove(connection.Remote);
            _all.Remove(connection);
        }
    }

    /// <summary>Closes every connection that has waited too long for its peer.</summary>
    public void CloseOverdue(TimeSpan now)
    {
        while (TryFindOverdue(now, out Connection? overdue))
            overdue.CloseOverdue();
    }

    /// <summary>Lets nobody in any more, and each connection finish; complete when all have ended.</summary>
    public Task FinishAsync()
    {
        Connection[] all = Close();
        return Task.WhenAll(
            Array.ConvertAll(all, static connection => connection.FinishAsync(ConnectionEnd.LinkDisposed)));
    }

    /// <summary>Ends what <see cref="FinishAsync"/> waited for in vain.</summary>
    public void Abort()
    {
        foreach (Connection connection in Close())
            connection.Close(ConnectionEnd.LinkDisposed);
    }

    private ConnectionEnd Add(Connection connection)
    {
        lock (_lock)
        {
            ConnectionEnd refusal = Refusal(connection.Remote);
            if (refusal != ConnectionEnd.None)
                return refusal;
            _byAddress.Add(connection.Remote, connection);
            _all.Add(connection);
            return ConnectionEnd.None;
        }
    }

    private ConnectionEnd Refusal(LinkAddress remote)
    {
        if (_disposed)
            return ConnectionEnd.LinkDisposed;
        if (_all.Count >= Options.MaxConnections)
            return ConnectionEnd.Full;
        bool fits = CountOfHost(remote) < Options.MaxConnectionsPerHost && !_byAddress.ContainsKey(remote);
        return fits ? ConnectionEnd.None : ConnectionEnd.HostFull;
    }

    private bool IsIn(ConnectionEnd refusal)
    {
        if (refusal == ConnectionEnd.None)
            return true;
        Counters.CountEnd(refusal);
        return false;
    }

    private int CountOfHost(LinkAddress address)
    {
        int count = 0;
        foreach (Connection connection in _all)
            count += connection.Remote.IsSameHost(address) ? 1 : 0;
        return count;
    }

    private bool TryFindOverdue(TimeSpan now, [NotNullWhen(true)] out Connection? overdue)
    {
        lock (_lock)
        {
            foreach (Connection connection in _all)
            {
                if (!connection.IsOverdue(now))
                    continue;
                overdue = connection;
                return true;
            }
        }

        overdue = null;
        return false;
    }

    private Connection[] Close()
    {
        lock (_lock)
        {
            _disposed = true;
            return [.. _all];
        }
    }
}
