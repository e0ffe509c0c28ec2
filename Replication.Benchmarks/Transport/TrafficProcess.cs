using System.CommandLine;
using System.Runtime;
using System.Text.Json;

namespace Replication.Benchmarks;

/// <summary>
/// A process with one side of the traffic. It says <c>port N</c> where it is the server, <c>ready</c> when everybody is
/// connected, and one line of JSON: what the measured window cost. Then it goes on, for the other side's window, until
/// its standard input has a line.
/// </summary>
internal static class TrafficProcess
{
    public const string Name = "transport-process";
    public const string PortWord = "port";
    public const string ReadyWord = "ready";

    private const int ConnectSeconds = 20;

    // For a process to be warm, and to wait for the other one.
    private const int MaxSeconds = 30;

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
        WarmUp(traffic, clock, message, plan);
        log.Clear();
        ResourceUse before = ResourceUse.Now(traffic);
        Tick(traffic, clock, message, plan.Seconds * plan.Hz);
        ResourceUse used = ResourceUse.Now(traffic) - before;
        var figures = new TrafficFigures(used, log.Microseconds.ToArray());
        Say(JsonSerializer.Serialize(figures));
        var told = Task.Run(Console.In.ReadLine);
        for (int left = MaxSeconds * plan.Hz; left > 0 && !told.IsCompleted; left--)
            Tick(traffic, clock, message, count: 1);
        return 0;
    }

    // On a busy machine the last compilation of the code that runs comes late, and would be measured.
    private static void WarmUp(ITraffic traffic, TickClock clock, byte[] message, TrafficPlan plan)
    {
        Tick(traffic, clock, message, plan.WarmUpSeconds * plan.Hz);
        long compiled = -1;
        for (int left = MaxSeconds; left > 0 && compiled != JitInfo.GetCompiledMethodCount(); left--)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Tick(traffic, clock, message, plan.Hz);
        }
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
