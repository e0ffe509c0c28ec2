namespace Replication.Benchmarks;

/// <summary>What one process measured.</summary>
/// <param name="Used">What it used.</param>
/// <param name="Latencies">Microseconds of each message that arrived.</param>
internal sealed record TrafficFigures(ResourceUse Used, int[] Latencies);

/// <summary>What a process had used at an instant, or used between two.</summary>
/// <param name="CpuMicroseconds">Processor time of all threads, in user and system mode.</param>
/// <param name="AllocatedBytes">Managed bytes of all threads.</param>
/// <param name="Packets">Datagrams sent.</param>
internal readonly record struct ResourceUse(double CpuMicroseconds, long AllocatedBytes, long Packets)
{
    // The counters of a connection may be objects: what reading them allocates is not of the traffic.
    public static ResourceUse Now(ITraffic traffic)
    {
        long packets = traffic.PacketCount;
        long allocatedBytes = GC.GetTotalAllocatedBytes(precise: true);
        return new ResourceUse(Environment.CpuUsage.TotalTime.TotalMicroseconds, allocatedBytes, packets);
    }

    public static ResourceUse operator -(ResourceUse end, ResourceUse start) => new(
        end.CpuMicroseconds - start.CpuMicroseconds,
        end.AllocatedBytes - start.AllocatedBytes,
        end.Packets - start.Packets);
}
