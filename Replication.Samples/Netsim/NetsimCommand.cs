using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Replication.Transport;
using static Replication.Samples.OptionRanges;

namespace Replication.Samples;

/// <summary>The command line's <c>netsim</c>: a bad network as a process between real peers.</summary>
internal static class NetsimCommand
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where clients send to instead of to the server, as 127.0.0.1:7000. Port 0: any free one.",
        Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "The server, as 127.0.0.1:7777.", Required = true,
    };

    private static readonly Option<NetsimDirection> Direction = new("--direction")
    {
        Description =
            "Which direction is bad: both, up (to the server) or down. Two in a row make each bad its own way.",
    };

    private static readonly Option<double> Loss = Ratio("--loss", "Datagrams lost: 5, 5% or 0.05 mean one in twenty.");

    private static readonly Option<double> BurstStart =
        Ratio("--burst-start", "How likely a burst of losses begins with a datagram: 1, 1% or 0.01.");

    private static readonly Option<int> BurstLength =
        Whole("--burst-length", "The mean length of a burst, in datagrams, 1 to 10,000.", 4, 1, 10_000);

    private static readonly Option<int> Latency =
        Whole("--latency-ms", "What a datagram takes at least, in milliseconds, 0 to 60,000.", 0, 0, 60_000);

    private static readonly Option<int> Jitter =
        Whole("--jitter-ms", "A further delay from zero to this, in milliseconds, 0 to 60,000.", 0, 0, 60_000);

    private static readonly Option<double> Reorder = Ratio("--reorder", "Datagrams held back by 20 ms.");

    private static readonly Option<double> Duplicate = Ratio("--duplicate", "Datagrams that come twice.");

    private static readonly Option<int> Rate =
        Whole("--rate-kbit", "What the path carries, in kilobits a second; 0: anything.", 0, 0, 8_000_000);

    private static readonly Option<int> Queue =
        Whole("--queue-ms", "How long the path lets wait, in milliseconds, 0 to 60,000.", 100, 0, 60_000);

    private static readonly Option<int> Mtu =
        Whole("--mtu", "The largest datagram that gets through, in bytes of UDP payload.", 65_507, 1, 65_507);

    private static readonly Option<int> Seed = Whole("--seed", "Decides all chance.", 1, 0, int.MaxValue);

    private static readonly Option<int> MaxClients =
        Whole("--max-clients", "How many clients, 1 to 1,024.", 64, 1, 1_024);

    private static readonly Option<int> Seconds =
        Whole("--seconds", "Ends after so many seconds; 0: when it is interrupted.", 0, 0, 86_400);

    public static Command Command()
    {
        var command = new Command("netsim", "Carries UDP between clients and a server as a bad network would.")
        {
            Listen, To, Direction, Loss, BurstStart, BurstLength, Latency, Jitter, Reorder, Duplicate, Rate, Queue, Mtu,
            Seed, MaxClients, Seconds,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (!TryReadAddress(parsed, Listen, out LinkAddress listen)) return 2;
        if (!TryReadAddress(parsed, To, out LinkAddress server)) return 2;
        var direction = parsed.GetValue(Direction);
        NetworkConditions conditions = Conditions(parsed);
        var options = new NetworkProxyOptions
        {
            ToServer = direction == NetsimDirection.Down ? NetworkConditions.Perfect : conditions,
            ToClients = direction == NetsimDirection.Up ? NetworkConditions.Perfect : conditions,
            MaxClients = parsed.GetValue(MaxClients),
            Seed = (ulong)parsed.GetValue(Seed),
        };
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        int seconds = parsed.GetValue(Seconds);
        if (seconds > 0) stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            using NetworkProxy proxy = Open(listen, server, options);
            Console.WriteLine($"netsim: {proxy.LocalAddress} to {server}");
            Carry(proxy, stop.Token);
            return 0;
        }
        catch (System.Net.Sockets.SocketException exception)
        {
            Console.Error.WriteLine($"--listen {listen}: {exception.Message}");
            return 2;
        }
    }

    private static NetworkProxy Open(LinkAddress listen, LinkAddress server, NetworkProxyOptions options)
    {
        var any = new System.Net.IPEndPoint(server.IsIPv4 ? System.Net.IPAddress.Any : System.Net.IPAddress.IPv6Any, 0);
        if (server.IsLoopback)
            any.Address = server.IsIPv4 ? System.Net.IPAddress.Loopback : System.Net.IPAddress.IPv6Loopback;
        return new NetworkProxy(
            new UdpLink(listen.ToEndPoint(), TimeProvider.System), server,
            () => new UdpLink(any, TimeProvider.System), options, TimeProvider.System);
    }

    private static void Carry(NetworkProxy proxy, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        NetworkProxyStatistics before = proxy.Statistics;
        for (int second = 1; !stop.IsCancellationRequested;)
        {
            if (proxy.Pump() == 0) Thread.Sleep(1);
            if (watch.Elapsed.TotalSeconds < second) continue;
            NetworkProxyStatistics now = proxy.Statistics;
            if (now != before)
            {
                Console.WriteLine(
                    $"{second} s: {now.Clients} clients, "
                    + $"up {(now.BytesToServer - before.BytesToServer) * 8 / 1_000} kbit/s, "
                    + $"down {(now.BytesToClients - before.BytesToClients) * 8 / 1_000} kbit/s");
            }

            before = now;
            second = (int)watch.Elapsed.TotalSeconds + 1;
        }

        NetworkProxyStatistics total = proxy.Statistics;
        Console.WriteLine(Total("up", total.ToServer, total.BytesToServer));
        Console.WriteLine(Total("down", total.ToClients, total.BytesToClients));
        Console.WriteLine(
            $"refused: {total.RefusedClients} of too many clients, {total.UnknownSenders} of strangers, "
            + $"{total.Late} late, {total.SendFailures} by the system");
    }

    private static string Total(string direction, in SimulatorStatistics counts, long bytes) =>
        $"{direction}: {counts.Offered} datagrams, {counts.Delivered} delivered ({bytes} bytes), {counts.Lost} lost, "
        + $"{counts.QueueFull} found the queue full, {counts.TooLarge} too large, {counts.Duplicated} duplicated, "
        + $"{counts.Reordered} held back, {counts.Overflowed + counts.Oversized} dropped";

    private static NetworkConditions Conditions(ParseResult parsed) => new()
    {
        LossRatio = parsed.GetValue(Loss),
        BurstStartRatio = parsed.GetValue(BurstStart),
        BurstEndRatio = 1.0 / parsed.GetValue(BurstLength),
        Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency)),
        Jitter = TimeSpan.FromMilliseconds(parsed.GetValue(Jitter)),
        ReorderRatio = parsed.GetValue(Reorder),
        DuplicateRatio = parsed.GetValue(Duplicate),
        BytesPerSecond = parsed.GetValue(Rate) * 125,
        QueueTime = TimeSpan.FromMilliseconds(parsed.GetValue(Queue)),
        MaxDatagramBytes = parsed.GetValue(Mtu),
    };

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static bool TryReadAddress(ParseResult parsed, Option<string> option, out LinkAddress address)
    {
        if (LinkAddress.TryParse(parsed.GetValue(option), out address)) return true;
        Console.Error.WriteLine($"{option.Name} must be an address and a port, as 127.0.0.1:7777 or [::1]:7777.");
        return false;
    }

    private static Option<double> Ratio(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = argument =>
        {
            if (argument.Tokens.Count == 1 && MatchOptions.TryParseLoss(argument.Tokens[0].Value, out double ratio))
                return ratio;
            argument.AddError($"{name} must be 0 to 90 percent, written as 5, 5% or 0.05.");
            return 0;
        },
    };
}

/// <summary>Which way is bad.</summary>
internal enum NetsimDirection
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>From the clients to the server.</summary>
    Up,

    /// <summary>From the server to the clients.</summary>
    Down,
}
