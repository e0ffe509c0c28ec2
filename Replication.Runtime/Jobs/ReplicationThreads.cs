namespace Replication.Runtime;

/// <summary>A fixed set of threads for the jobs of one or several servers, the one that ticks among them.</summary>
/// <remarks>Between ticks the threads sleep. Nothing is allocated after they were started.</remarks>
public sealed class ReplicationThreads : IReplicationJobs, IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private IReplicationJob? _job;
    private Exception? _failure;
    private int _count;
    private int _next;
    private int _busy;
    private int _run;
    private bool _isClosed;

    /// <summary>Starts the threads.</summary>
    /// <param name="workerCount">How many work, the thread that ticks included, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 64.</exception>
    public ReplicationThreads(int workerCount)
    {
        Throw.IfOutside(workerCount, 1, 64, nameof(workerCount));
        WorkerCount = workerCount;
        _threads = new Thread[workerCount - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Replication {worker}" };
            _threads[i].Start();
        }
    }

    /// <inheritdoc/>
    public int WorkerCount { get; }

    /// <inheritdoc/>
    public void Run(IReplicationJob job, int count)
    {
        lock (_oneAtATime)
        {
            Begin(job, count);
            Drain(worker: 0);
            Exception? failure = End();
            if (failure is not null) throw new AggregateException(failure);
        }
    }

    /// <summary>Ends the threads. No job may be running.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads) thread.Join();
    }

    private void Begin(IReplicationJob job, int count)
    {
        lock (_gate)
        {
            (_job, _count, _failure) = (job, count, null);
            _next = -1;
            _busy = _threads.Length;
            _run++;
            Monitor.PulseAll(_gate);
        }
    }

    private Exception? End()
    {
        lock (_gate)
        {
            while (_busy > 0) Monitor.Wait(_gate);
            _job = null;
            return _failure;
        }
    }

    private void Work(int worker)
    {
        int done = 0;
        while (true)
        {
            lock (_gate)
            {
                while (_run == done && !_isClosed) Monitor.Wait(_gate);
                if (_isClosed) return;
                done = _run;
            }

            Drain(worker);
            lock (_gate)
            {
                if (--_busy == 0) Monitor.PulseAll(_gate);
            }
        }
    }

    // Whoever is free takes the next part.
    private void Drain(int worker)
    {
        try
        {
            for (int index; (index = Interlocked.Increment(ref _next)) < _count;) _job!.Execute(index, worker);
        }
#pragma warning disable CA1031 // Whatever a part throws belongs to the caller of Run, not to a thread of ours.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
