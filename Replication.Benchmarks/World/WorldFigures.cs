using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>What the server's ticks cost while they are measured.</summary>
internal sealed class WorldFigures(WorldOptions options, ReplicationServer server)
{
    private readonly List<double> _cpuMilliseconds = new(options.MeasuredTicks);
    private readonly List<double> _milliseconds = new(options.MeasuredTicks);
    private readonly List<double> _allocatedBytes = new(options.MeasuredTicks);
    private readonly List<double> _groups = new(options.MeasuredTicks);
    private long _encoded;
    private long _asked;
    private OutgoingStatistics _before;
    private long _bytesBefore;

    /// <summary>The median of the processor time that a tick takes, all threads of the server together.</summary>
    public double CpuMilliseconds => Measure.Median([.. _cpuMilliseconds]);

    /// <summary>The median of the time that a tick takes by the clock.</summary>
    public double Milliseconds => Measure.Median([.. _milliseconds]);

    /// <summary>The median of the bytes that a tick allocates.</summary>
    public double AllocatedBytes => Measure.Median([.. _allocatedBytes]);

    /// <summary>The share of wanted bits that were copied and not encoded.</summary>
    public double SharedRatio => _asked == 0 ? 0 : 1 - ((double)_encoded / _asked);

    /// <summary>The median of the distinct states that connections are in.</summary>
    public double Groups => Measure.Median([.. _groups]);

    /// <summary>What all clients were sent while measured.</summary>
    public OutgoingStatistics Sent { get; private set; }

    /// <summary>Bytes of datagrams to all clients while measured, everything but IP and UDP.</summary>
    public long SentBytes { get; private set; }

    /// <summary>How many replicas a client sees, in the mean.</summary>
    public double InView { get; private set; }

    public void Begin()
    {
        _before = Sum();
        _bytesBefore = SumBytes();
    }

    /// <summary>Notes a tick.</summary>
    public void Add(TimeSpan cpu, TimeSpan time, long allocatedBytes)
    {
        _milliseconds.Add(time.TotalMilliseconds);
        _cpuMilliseconds.Add(cpu.TotalMilliseconds);
        _allocatedBytes.Add(allocatedBytes);
        _groups.Add(server.LastTick.Groups);
        _encoded += server.LastTick.Encoded;
        _asked += server.LastTick.Asked;
    }

    public void End()
    {
        Sent = Sum().Since(_before);
        SentBytes = SumBytes() - _bytesBefore;
        InView = server.Connections.Average(static connection => (double)connection.ReplicaCount);
    }

    private OutgoingStatistics Sum()
    {
        OutgoingStatistics sum = default;
        foreach (ServerConnection connection in server.Connections) sum = sum.Plus(connection.Statistics);
        return sum;
    }

    private long SumBytes() => server.Connections.Sum(static connection => connection.Session.Statistics.BytesSent);
}
