using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Transport;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

/// <summary>Workers make a tick shorter and change nothing of what is sent.</summary>
public class ParallelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_number_of_workers_sends_the_same_bytes(bool isTight)
    {
        List<byte[]> one = Sent(workers: 1, isTight);

        Assert.True(one.Count > 100);
        foreach (int workers in (int[])[2, 4]) Assert.Equal(one, Sent(workers, isTight));
    }

    [Fact]
    public void Workers_allocate_nothing_in_steady_state()
    {
        using var threads = new ReplicationThreads(3);
        var jobs = new MeasuredJobs(threads);
        using var world = new ReplicationWorld(
            options: new ReplicationOptions { HistoryTicks = 16, Jobs = jobs });
        for (int i = 0; i < 4; i++) world.AddClient();
        Fill(world.Store, 2_000);
        int tick = 0;
        for (; tick < 60; tick++) Play(world, tick);

        // A worker that the machine let wait has yet to grow to what it may be given; each can do so a few times.
        jobs.AllocatedBytes = 1;
        for (int left = 50; left > 0 && jobs.AllocatedBytes > 0; left--)
        {
            jobs.AllocatedBytes = 0;
            for (int end = tick + 40; tick < end; tick++) Play(world, tick);
        }

        Assert.Equal(0, jobs.AllocatedBytes);
        Assert.True(jobs.Parts > 100);
    }

    [Fact]
    public void Every_part_is_executed_once_and_each_worker_does_one_at_a_time()
    {
        using var threads = new ReplicationThreads(4);
        var job = new CountingJob(partCount: 500, threads.WorkerCount);
        for (int run = 1; run <= 50; run++)
        {
            threads.Run(job, 500);
            Assert.All(job.Executed, count => Assert.Equal(run, count));
        }

        Assert.False(job.HasOverlapped);
    }

    [Fact]
    public void What_a_part_throws_comes_out_of_the_run()
    {
        using var threads = new ReplicationThreads(2);
        var job = new CountingJob(partCount: 4, threads.WorkerCount);

        Assert.Throws<AggregateException>(() => threads.Run(job, 5));

        threads.Run(job, 4);
        Assert.True(job.Executed.Min() >= 1);
    }

    private static List<byte[]> Sent(int workers, bool isTight)
    {
        using var threads = new ReplicationThreads(workers);
        ulong salt = 1;
        var options = new ReplicationOptions
        {
            Jobs = threads,
            BudgetBytesPerTick = isTight ? 3_000 : 1 << 20,
            MaxCoarseBits = isTight ? CoarseLayout.MaxBits : 0,
            Transport = new TransportOptions { SaltSource = () => salt++ },
            SecretSource = () => salt++,
        };
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect with { LossRatio = 0.02 }, seed: 7);
        using var link = new TappedLink(network.CreateLink());
        var store = new WorldStore(ReplicationWorld.Schema);
        using var server = new ReplicationServer(link, ReplicationWorld.Schema, store, options, clock);
        Fill(store, 2_500);
        var clients = new List<ReplicationClient>();
        for (int i = 0; i < 4; i++) clients.Add(Join(network, clock, server, options, delayMilliseconds: i * 30));
        for (int tick = 0; tick < 40; tick++)
        {
            Move(store, tick);
            server.Tick();
            clock.Advance(ReplicationWorld.TickInterval);
            foreach (ReplicationClient client in clients) client.Tick();
        }

        foreach (ReplicationClient client in clients) client.Dispose();
        return link.Sent;
    }

    private static ReplicationClient Join(
        LoopbackNetwork network, VirtualClock clock, ReplicationServer server, ReplicationOptions options,
        int delayMilliseconds)
    {
        NetworkConditions conditions =
            NetworkConditions.Perfect with { Latency = TimeSpan.FromMilliseconds(delayMilliseconds) };
        var link = new SimulatedLink(network.CreateLink(), conditions, (ulong)delayMilliseconds, clock);
        var client = new ReplicationClient(
            link, server.Address, ReplicationWorld.Schema, new WorldStore(ReplicationWorld.Schema), options, clock);
        client.Connect();
        return client;
    }

    private static void Fill(WorldStore store, int count)
    {
        for (int i = 0; i < count; i++) store.Create(new Body { Rotation = Quaternion.Identity });
    }

    private static void Play(ReplicationWorld world, int tick)
    {
        Move(world.Store, tick);
        world.Tick();
    }

    private static void Move(WorldStore store, int tick)
    {
        int i = 0;
        foreach (WorldChunk chunk in store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>())
            {
                float phase = (tick * 0.1f) + i++;
                body.Position = new Vector3(MathF.Sin(phase) * 50, MathF.Cos(phase) * 50, phase % 50);
            }
        }
    }

    private sealed class MeasuredJobs(IReplicationJobs inner) : IReplicationJobs, IReplicationJob
    {
        private IReplicationJob? _job;
        private long _allocatedBytes;
        private int _parts;

        public long AllocatedBytes
        {
            get => _allocatedBytes;
            set => _allocatedBytes = value;
        }

        public int Parts => _parts;

        public int WorkerCount => inner.WorkerCount;

        public void Run(IReplicationJob job, int count)
        {
            _job = job;
            inner.Run(this, count);
        }

        public void Execute(int index, int worker)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _job!.Execute(index, worker);
            Interlocked.Add(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread() - before);
            Interlocked.Increment(ref _parts);
        }
    }

    private sealed class CountingJob(int partCount, int workerCount) : IReplicationJob
    {
        private readonly int[] _isBusy = new int[workerCount];

        public int[] Executed { get; } = new int[partCount];

        public bool HasOverlapped { get; private set; }

        public void Execute(int index, int worker)
        {
            if (index >= partCount) throw new InvalidOperationException("There is no such part.");
            if (Interlocked.Exchange(ref _isBusy[worker], 1) != 0) HasOverlapped = true;
            Interlocked.Increment(ref Executed[index]);
            Volatile.Write(ref _isBusy[worker], 0);
        }
    }
}
