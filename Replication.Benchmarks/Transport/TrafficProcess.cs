using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Replication.Benchmarks;

/// <summary>
/// A process with one side of the traffic. It says <c>port N</c> where it is the server, <c>ready</c> when everybody is
/// connected, and at the end one line of JSON: what the measured window cost.
/// </summary>
internal static class TrafficProcess
{
    public const string Name = "transport-process";
    public const string PortWord = "port";
    public const string ReadyWord = "ready";

    private const int ConnectSeconds = 20;

    /// <summary>The command, for the benchmark's own use.</summary>
    public static Command Command()
    {
        var port = new Option<int>("--port") { Description = "The server's port; 0 is the server." };
        var epoch = new Option<long>("--epoch") { Description = "The timestamp of the first tick." };
        var plan = new Argument<string[]>("plan");
        var command = new Command(Name, "One side of the transport benchmark.") { port, epoch, plan };
        command.Hidden = true;
        command.SetAction(parsed => Run(
            TrafficPlan.FromArguments(parsed.GetValue(plan)!), parsed.GetValue(port), parsed.GetValue(epoch)));
        return command;
    }

    private static int Run(TrafficPlan plan, int serverPort, long epoch)
    {
        var log = new LatencyLog(plan.Clients * plan.Hz * (plan.Seconds + 1));
        using ITraffic traffic = Open(plan, log, serverPort);
        if (serverPort == 0)
            Say($"{PortWord} {traffic.Port}");
        var clock = new TickClock(epoch, plan.Hz);
        byte[] message = new byte[plan.Bytes];
        for (int left = ConnectSeconds * plan.Hz; traffic.ConnectedCount < plan.Clients; left--)
        {
            if (left == 0)
                return 1;
            clock.Wait();
            traffic.Receive();
            traffic.Flush();
        }

        Say(ReadyWord);
        // The other side goes on for as long as this one is measured.
        Tick(traffic, clock, message, plan.WarmUpSeconds * plan.Hz);
        log.Clear();
        ResourceUse before = ResourceUse.Now(traffic);
        Tick(traffic, clock, message, plan.Seconds * plan.Hz);
        ResourceUse used = ResourceUse.Now(traffic) - before;
        var figures = new TrafficFigures(used, log.Microseconds.ToArray());
        Say(JsonSerializer.Serialize(figures));
        Tick(traffic, clock, message, plan.Hz);
        return 0;
    }

    private static ITraffic Open(TrafficPlan plan, LatencyLog log, int serverPort)
    {
        bool isOurs = plan.Carrier is Carrier.Us or Carrier.UsDefault;
        if (serverPort == 0)
            return isOurs ? new OurServer(plan, log) : LiteTraffic.Server(plan, log);
        return isOurs ? new OurClients(plan, log, serverPort) : LiteTraffic.Clients(plan, log, serverPort);
    }

    private static void Tick(ITraffic traffic, TickClock clock, byte[] message, int count)
    {
        for (int tick = 0; tick < count; tick++)
        {
            clock.Wait();
            traffic.Receive();
            LatencyLog.Stamp(message);
            traffic.Send(message);
            traffic.Flush();
        }
    }

    private static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
