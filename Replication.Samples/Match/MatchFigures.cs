using Replication.Runtime;

namespace Replication.Samples;

/// <summary>What the server's ticks cost, measured around them.</summary>
internal sealed class MatchFigures(ReplicationServer server)
{
    private readonly List<double> _cpuMilliseconds = [];
    private readonly List<double> _allocatedBytes = [];
    private long _encoded;
    private long _asked;
    private bool _isCounting;
    private OutgoingStatistics _before;
    private OutgoingStatistics _after;

    /// <summary>The median processor time of a tick, all threads of the process together.</summary>
    public double CpuMillisecondsPerTick => Median(_cpuMilliseconds);

    /// <summary>The median of the bytes that a tick allocated.</summary>
    public double AllocatedBytesPerTick => Median(_allocatedBytes);

    /// <summary>The most bytes that a tick allocated: those in which a buffer grew.</summary>
    public double MostAllocatedBytes => _allocatedBytes.Count == 0 ? 0 : _allocatedBytes.Max();

    /// <summary>The share of wanted bits that were copied and not encoded.</summary>
    public double SharedRatio => _asked == 0 ? 0 : 1 - ((double)_encoded / _asked);

    /// <summary>What every connection was sent together while counting.</summary>
    public OutgoingStatistics Sent => (_isCounting ? Sum() : _after).Since(_before);

    /// <summary>Starts counting: everybody is connected and has the world.</summary>
    public void Begin()
    {
        _isCounting = true;
        _before = Sum();
    }

    /// <summary>Stops counting: the world stands still.</summary>
    public void End()
    {
        _after = Sum();
        _isCounting = false;
    }

    /// <summary>Runs a tick and takes its measure.</summary>
    public void Measure(Action tick)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        tick();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        if (!_isCounting) return;
        _cpuMilliseconds.Add(cpu.TotalMilliseconds);
        _allocatedBytes.Add(bytes);
        _encoded += server.LastTick.Encoded;
        _asked += server.LastTick.Asked;
    }

    private OutgoingStatistics Sum()
    {
        OutgoingStatistics sum = default;
        foreach (ServerConnection connection in server.Connections) sum = sum.Plus(connection.Statistics);
        return sum;
    }

    private static double Median(List<double> figures) =>
        figures.Count == 0 ? 0 : figures.Order().ElementAt(figures.Count / 2);
}
