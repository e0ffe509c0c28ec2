namespace Replication.Transport;

/// <summary>
/// What all links have in common that carry their datagrams in connections. To the sessions above they are like UDP:
/// a datagram may be lost, where a peer does not read or is gone, and a peer is its address.
/// <see cref="Send"/> and <see cref="TryReceive"/> never wait and allocate nothing while connections last; reading and
/// writing is done by tasks of the thread pool. Used by one thread, but for the statistics, which any thread may read.
/// </summary>
public abstract class ConnectionLink : ILink
{
    private static readonly TimeSpan OverdueInterval = TimeSpan.FromMilliseconds(20);

    private TimeSpan _lookForOverdueAt;
    private bool _disposed;

    private protected ConnectionLink(TimeProvider time, ConnectionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(time);
        options ??= new ConnectionOptions();
        options.Validate();
        Table = new ConnectionTable(options, time);
    }

    /// <inheritdoc/>
    public abstract LinkAddress LocalAddress { get; }

    /// <inheritdoc/>
    public abstract bool IsEncrypted { get; }

    /// <summary><see cref="ConnectionOptions.MaxDatagramBytes"/>.</summary>
    public int MaxDatagramBytes => Table.Options.MaxDatagramBytes;

    /// <summary>
    /// What was carried and dropped so far. Any thread; the counters are read one after the other. A datagram counts as
    /// sent when it is queued.
    /// </summary>
    public LinkStatistics Statistics => Table.Counters.Statistics;

    /// <summary>How many connections there are, those that open included. Any thread.</summary>
    public int ConnectionCount => Table.Count;

    /// <summary>How many connections were opened so far. Any thread.</summary>
    public long ConnectionsOpened => Table.Counters.Opened;

    /// <summary>
    /// How the last connection ended that did not end well, as in <c>Failed: Connection refused</c>; null when none
    /// did. For people to read. Any thread.
    /// </summary>
    public string? LastFailure => Table.LastFailure;

    private protected ConnectionTable Table { get; }

    /// <summary>How many connections ended, or were not let in, for a reason. Any thread.</summary>
    /// <param name="end">The reason.</param>
    public long CountOf(ConnectionEnd end) => Table.Counters.CountOf(end);

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (_disposed || datagram.IsEmpty || datagram.Length > Table.Options.MaxDatagramBytes
            || !(Table.TryFind(to, out Connection? connection) || TryDial(to, out connection))
            || !connection.TryQueue(datagram))
        {
            Table.Counters.CountRefused();
            return false;
        }

        Table.Counters.CountSent(datagram.Length);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        CloseOverdue();
        return Table.Inbox.TryTake(buffer, out received);
    }

    /// <summary>
    /// Closes the connection with a peer when what was sent to it has left; what still comes from it is not taken. The
    /// peer may connect again.
    /// </summary>
    /// <param name="peer">Its address; without a connection nothing happens.</param>
    public void Close(LinkAddress peer)
    {
        if (Table.TryFind(peer, out Connection? connection))
            _ = connection.FinishAsync(ConnectionEnd.Closed);
    }

    /// <summary>
    /// Sends what is queued and closes every connection; waits at most <see cref="ConnectionOptions.LingerTimeout"/>
    /// for that, and in a browser not at all: there it goes on by itself. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        StopOpening();
        Task closed = CloseAsync();
        // A browser's one thread must not wait for what it has to do itself.
        if (!OperatingSystem.IsBrowser())
            closed.Wait();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether there is a connection with a peer.</summary>
    internal bool HasPeer(LinkAddress peer) => Table.TryFind(peer, out _);

    /// <summary>The limits of a client, which has one connection.</summary>
    private protected static ConnectionOptions Single(ConnectionOptions? options) =>
        (options ?? new ConnectionOptions()) with { MaxConnections = 1, MaxConnectionsPerHost = 1 };

    /// <summary>Accepts no more connections.</summary>
    private protected virtual void StopOpening()
    {
    }

    /// <summary>Gives back what is left when all connections are closed.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Begins a connection with a peer that there is none with.</summary>
    private protected virtual bool TryDial(
        LinkAddress remote, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Connection? connection)
    {
        connection = null;
        return false;
    }

    private async Task CloseAsync()
    {
        await Task.WhenAny(Table.FinishAsync(), Task.Delay(Table.Options.LingerTimeout)).ConfigureAwait(false);
        Table.Abort();
        Release();
    }

    // Here and not on a timer: the deadlines are on the caller's clock, and who takes no datagrams needs none.
    private void CloseOverdue()
    {
        TimeSpan now = Table.Time.Now();
        if (now < _lookForOverdueAt)
            return;
        _lookForOverdueAt = now + OverdueInterval;
        Table.CloseOverdue(now);
    }
}
