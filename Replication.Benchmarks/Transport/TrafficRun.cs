using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>One run: starts both processes and waits for their figures.</summary>
internal static class TrafficRun
{
    public static TrafficResult Measure(TrafficPlan plan)
    {
        long epoch = Stopwatch.GetTimestamp();
        long halfPeriod = Stopwatch.Frequency / plan.Hz / 2;
        using var server = new OwnProcess(Arguments(plan, port: 0, epoch));
        string port = server.ReadLine()[TrafficProcess.PortWord.Length..].Trim();
        using var clients = new OwnProcess(
            Arguments(plan, int.Parse(port, CultureInfo.InvariantCulture), epoch + halfPeriod));
        return new TrafficResult(ReadFigures(server), ReadFigures(clients));
    }

    private static string[] Arguments(TrafficPlan plan, int port, long epoch) =>
    [
        TrafficProcess.Name,
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--epoch", epoch.ToString(CultureInfo.InvariantCulture),
        .. plan.ToArguments(),
    ];

    private static TrafficFigures ReadFigures(OwnProcess process)
    {
        string ready = process.ReadLine();
        return ready == TrafficProcess.ReadyWord
            ? JsonSerializer.Deserialize<TrafficFigures>(process.ReadLine())!
            : throw new InvalidOperationException($"A process said '{ready}' instead of being ready.");
    }
}

/// <summary>The figures of both processes together.</summary>
internal sealed class TrafficResult
{
    private readonly int[] _sorted;

    public TrafficResult(TrafficFigures server, TrafficFigures clients)
    {
        _sorted = [.. server.Latencies.Concat(clients.Latencies).Order()];
        Packets = server.Used.Packets + clients.Used.Packets;
        CpuPerMessage = (server.Used.CpuMicroseconds + clients.Used.CpuMicroseconds) / Messages;
        AllocatedPerMessage = (double)(server.Used.AllocatedBytes + clients.Used.AllocatedBytes) / Messages;
    }

    public int Messages => _sorted.Length;

    public double CpuPerMessage { get; }

    public double AllocatedPerMessage { get; }

    public double Packets { get; }

    /// <summary>Milliseconds that this share of the messages took at most.</summary>
    public double Percentile(double share) => _sorted[(int)(share * (_sorted.Length - 1))] / 1_000d;
}
