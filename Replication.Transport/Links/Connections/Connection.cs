using System.Security.Authentication;

namespace Replication.Transport;

/// <summary>
/// One connection with one peer. <see cref="TryQueue"/> is called by the link's thread and never waits; reading is a
/// task of its own, writing a work item that takes whatever has been queued meanwhile. Ends once, with one reason.
/// </summary>
internal abstract class Connection(ConnectionTable table, LinkAddress remote) : IThreadPoolWorkItem
{
    private readonly Outbox _outbox = new(table.Options.SendBufferBytes);
    private volatile bool _isOpen;
    private volatile bool _isFinishing;
    private bool _hasFinished;
    private ConnectionEnd _finishEnd;
    private int _isWriting;
    private int _end;
    private string? _detail;
    private InboxShare _share;
    private bool _hasBrought;

    // When what is waited for is overdue, and what the end is then. The two are read one after the other: at worst the
    // reason told is that of a moment before.
    private long _deadlineTicks = long.MaxValue;
    private volatile ConnectionEnd _overdueEnd;

    // What comes after this end has closed puts nothing off.
    private long _closeByTicks = long.MaxValue;

    public LinkAddress Remote { get; } = remote;

    /// <summary>Complete when it has ended; never fails.</summary>
    public Task Life { get; private set; } = Task.CompletedTask;

    protected ConnectionTable Table { get; } = table;

    /// <summary>What an exception while opening means.</summary>
    protected ConnectionEnd FailureEnd { get; set; } = ConnectionEnd.Failed;

    /// <summary>Whether a peer must bring its first datagram within the time of opening.</summary>
    protected abstract bool OpensWithDatagram { get; }

    private bool HasEnded => Volatile.Read(ref _end) != 0;

    /// <summary>Begins to open, then to read; called once.</summary>
    /// <param name="openBy">Until when it is open and, where the peer begins, the first datagram there.</param>
    public void Start(TimeSpan openBy)
    {
        Expect(openBy, ConnectionEnd.OpenTimedOut);
        Life = RunAsync();
    }

    /// <summary>Queues a datagram; it leaves when the connection is open and those before it have left.</summary>
    /// <returns>False: there is no room, or it ends.</returns>
    public bool TryQueue(ReadOnlySpan<byte> datagram)
    {
        if (HasEnded || _isFinishing || !_outbox.TryAdd(datagram))
            return false;
        if (_isOpen)
            ScheduleWriting();
        return true;
    }

    public bool IsOverdue(TimeSpan now) =>
        !HasEnded && now.Ticks >= Math.Min(Volatile.Read(ref _deadlineTicks), Volatile.Read(ref _closeByTicks));

    public void CloseOverdue() => Close(_overdueEnd);

    /// <summary>Ends the connection at once; the first reason counts. Any thread.</summary>
    public void Close(ConnectionEnd end, string? detail = null)
    {
        if (_isFinishing)
            end = _finishEnd;
        if (Interlocked.CompareExchange(ref _end, (int)end, 0) != 0)
            return;
        _detail = detail;
        Table.Counters.CountEnd(end);
        Abort();
    }

    /// <summary>
    /// Writes what is queued, tells the peer that no more comes, and waits for it to close, a bounded time. Called by
    /// the link's thread; again, it changes nothing.
    /// </summary>
    public Task FinishAsync(ConnectionEnd end)
    {
        if (_isFinishing)
            return Life;
        if (!_isOpen)
            Close(end);
        _finishEnd = end;
        _isFinishing = true;
        Volatile.Write(ref _closeByTicks, (Table.Time.Now() + Table.Options.FrameTimeout).Ticks);
        ScheduleWriting();
        return Life;
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteQueuedAsync();

    /// <summary>Makes the connection: connects, secures, upgrades.</summary>
    protected abstract ValueTask OpenAsync();

    /// <summary>Reads datagrams into the inbox until the peer ends or breaks the rules.</summary>
    protected abstract ValueTask<ConnectionEnd> ReadToEndAsync();

    /// <summary>Writes whole frames. Never called twice at a time.</summary>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> frames);

    /// <summary>Tells the peer that nothing more comes. Never called while something is written.</summary>
    protected abstract ValueTask FinishWritingAsync();

    /// <summary>Makes whatever is under way fail. Any thread, once; may be called before all is open.</summary>
    protected abstract void Abort();

    /// <summary>Gives back what the connection held; reading has ended, and writing ends.</summary>
    protected abstract ValueTask ReleaseAsync();

    /// <summary>A whole datagram came.</summary>
    protected void Take(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!_hasBrought)
            Table.EndOpening(this);
        _hasBrought = true;
        if (!_isFinishing)
            Table.Inbox.Put(datagram, Remote, now, ref _share);
    }

    /// <summary>Nothing is unfinished: the peer has the time that idle ones have.</summary>
    protected void ExpectDatagram(TimeSpan now) => Expect(now + Table.Options.IdleTimeout, ConnectionEnd.Idle);

    /// <summary>A datagram has begun.</summary>
    protected void ExpectRest(TimeSpan begun) =>
        Expect(begun + Table.Options.FrameTimeout, ConnectionEnd.FrameTimedOut);

    private void Expect(TimeSpan deadline, ConnectionEnd overdueEnd)
    {
        _overdueEnd = overdueEnd;
        Volatile.Write(ref _deadlineTicks, deadline.Ticks);
    }

#pragma warning disable CA1031 // Whatever goes wrong with one peer, in whatever way, ends that connection and no more.
    private async Task RunAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            Table.Counters.CountOpened();
            FailureEnd = ConnectionEnd.Failed;
            if (!OpensWithDatagram)
                ExpectDatagram(Table.Time.Now());
            _isOpen = true;
            ScheduleWriting();
            Close(await ReadToEndAsync().ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            Exception cause = exception.GetBaseException();
            Close(cause is AuthenticationException ? ConnectionEnd.TlsFailed : FailureEnd, cause.Message);
        }
        finally
        {
            Table.Remove(this, (ConnectionEnd)_end, _detail);
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteQueuedAsync()
    {
        try
        {
            do
            {
                while (_outbox.TryTakeAll(out ReadOnlyMemory<byte> frames))
                    await WriteAsync(frames).ConfigureAwait(false);
                if (MustFinish)
                {
                    _hasFinished = true;
                    await FinishWritingAsync().ConfigureAwait(false);
                }

                Interlocked.Exchange(ref _isWriting, 0);
            }
            while ((MustFinish || !_outbox.IsEmpty) && TryBeginWriting());
        }
        catch (Exception exception)
        {
            // It stays "writing": nobody writes any more.
            Close(ConnectionEnd.Failed, exception.Message);
        }
    }
#pragma warning restore CA1031

    private bool MustFinish => _isFinishing && !_hasFinished;

    private bool TryBeginWriting() => Interlocked.Exchange(ref _isWriting, 1) == 0;

    // A work item that is this object itself: the queue takes it without an allocation.
    private void ScheduleWriting()
    {
        if (TryBeginWriting())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
