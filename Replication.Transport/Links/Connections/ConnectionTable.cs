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
    private readonly Openings _openings = new();
    private readonly HostTable _hosts;
    private OpeningRate _rate;
    private bool _disposed;
    private volatile string? _lastFailure;

    public ConnectionTable(ConnectionOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _rate = new OpeningRate(options.MaxOpensPerSecond);
        _hosts = new HostTable(options);
        Inbox = new Inbox(options, Counters);
    }

    public ConnectionOptions Options { get; }

    public TimeProvider Time { get; }

    public ConnectionCounters Counters { get; } = new();

    public Inbox Inbox { get; }

    /// <summary>How the last connection ended that did not end well.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Connections, and peers that were let in and have none yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return CountInside;
        }
    }

    private int CountInside => _all.Count + _openings.WaitingCount;

    /// <summary>
    /// Whether a peer that connects may come in, before anything is done for it; counts why not. Then it has its place
    /// until its connection ends, or <see cref="Leave"/> says that it never had one.
    /// </summary>
    /// <param name="remote">Its address.</param>
    /// <param name="abort">
    /// Closes it when it takes too long; null where its connection is started at once. Called by the link's thread.
    /// </param>
    public bool TryAdmit(LinkAddress remote, Action? abort = null)
    {
        TimeSpan now = Time.Now();
        ConnectionEnd refusal;
        lock (_lock)
        {
            refusal = RefusalToOpen(remote, now);
            if (refusal == ConnectionEnd.None)
                Admit(remote, now, abort);
        }

        return IsIn(refusal);
    }

    /// <summary>A peer that was let in is gone; nothing happens where it had a connection.</summary>
    public void Leave(LinkAddress remote)
    {
        Opening opening;
        lock (_lock)
        {
            if (!_openings.TryTakeWaiting(remote, out opening))
                return;
            _hosts.Leave(LinkHost.Of(remote));
        }

        Counters.CountEnd(Time.Now() >= opening.OpenBy ? ConnectionEnd.OpenTimedOut : ConnectionEnd.NotUpgraded);
    }

    /// <summary>
    /// Starts the connection of a peer that was let in, or lets in one that is dialed; or counts why not, and it was
    /// never begun.
    /// </summary>
    public bool TryStart(Connection connection)
    {
        if (!IsIn(Add(connection, out TimeSpan openBy)))
            return false;
        connection.Start(openBy);
        return true;
    }

    /// <summary>A peer has brought its first datagram.</summary>
    public void EndOpening(Connection connection)
    {
        lock (_lock)
            _openings.End(connection.Remote);
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
            _openings.End(connection.Remote);
            _hosts.Leave(LinkHost.Of(connection.Remote));
        }
    }

    /// <summary>Closes every connection that has waited too long for its peer, also those still to be made.</summary>
    public void CloseOverdue(TimeSpan now)
    {
        while (TryFindOverdue(now, out Connection? overdue))
            overdue.CloseOverdue();
        while (TryTakeOverdueOpening(now, out Opening opening))
        {
            Counters.CountEnd(ConnectionEnd.OpenTimedOut);
            opening.Abort?.Invoke();
        }
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

    private void Admit(LinkAddress remote, TimeSpan now, Action? abort)
    {
        _rate.Take(now);
        _hosts.Enter(LinkHost.Of(remote), now);
        _openings.Add(remote, now + Options.OpenTimeout, abort);
    }

    private ConnectionEnd Add(Connection connection, out TimeSpan openBy)
    {
        TimeSpan now = Time.Now();
        openBy = now + Options.OpenTimeout;
        lock (_lock)
        {
            bool wasAdmitted = !_disposed && _openings.IsWaiting(connection.Remote);
            ConnectionEnd refusal = wasAdmitted ? ConnectionEnd.None : Refusal(connection.Remote);
            if (refusal != ConnectionEnd.None)
                return refusal;
            if (wasAdmitted)
                openBy = _openings.Start(connection.Remote);
            else
                _hosts.Enter(LinkHost.Of(connection.Remote), now);
            _byAddress.Add(connection.Remote, connection);
            _all.Add(connection);
            return ConnectionEnd.None;
        }
    }

    // Whoever does not fit anyway, a host that has had its share among them, takes nothing of the rate of all.
    private ConnectionEnd RefusalToOpen(LinkAddress remote, TimeSpan now)
    {
        ConnectionEnd refusal = Refusal(remote);
        if (refusal != ConnectionEnd.None)
            return refusal;
        if (_openings.Count >= Options.MaxOpening)
            return ConnectionEnd.OpeningFull;
        if (!_hosts.MayOpen(LinkHost.Of(remote), now))
            return ConnectionEnd.HostTooFast;
        return _rate.MayTake(now) ? ConnectionEnd.None : ConnectionEnd.TooFast;
    }

    private ConnectionEnd Refusal(LinkAddress remote)
    {
        if (_disposed)
            return ConnectionEnd.LinkDisposed;
        if (CountInside >= Options.MaxConnections)
            return ConnectionEnd.Full;
        bool isTaken = _byAddress.ContainsKey(remote) || _openings.IsWaiting(remote);
        return _hosts.HasRoom(LinkHost.Of(remote)) && !isTaken ? ConnectionEnd.None : ConnectionEnd.HostFull;
    }

    private bool IsIn(ConnectionEnd refusal)
    {
        if (refusal == ConnectionEnd.None)
            return true;
        Counters.CountEnd(refusal);
        return false;
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

    private bool TryTakeOverdueOpening(TimeSpan now, out Opening overdue)
    {
        lock (_lock)
        {
            bool isThere = _openings.TryTakeOverdue(now, out LinkAddress remote, out overdue);
            if (isThere)
                _hosts.Leave(LinkHost.Of(remote));
            return isThere;
        }
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
