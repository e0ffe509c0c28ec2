using System.CommandLine;
using System.Security.Cryptography;
using Replication.Samples;
using Replication.Transport;
using static Replication.Samples.OptionRanges;

namespace Replication.Benchmarks;

/// <summary>
/// Many replicas to many clients: bytes, processor time, memory and the age of states. What a further client costs is
/// from two runs, with a quarter of the clients and with all.
/// </summary>
internal static class WorldScenario
{
    private static readonly Option<int> Entities = Whole("--entities", "Replicas.", 1_000, 1, 1 << 20);
    private static readonly Option<int> Clients = Whole("--clients", "Clients.", 8, 1, 1_024);
    private static readonly Option<int> Hertz = Whole("--hz", "Network ticks a second.", 30, 1, 240);
    private static readonly Option<int> Seconds = Whole("--seconds", "How long is measured.", 10, 1, 3_600);
    private static readonly Option<int> Latency =
        Whole("--latency-ms", "What each direction takes longer, in milliseconds.", 0, 0, 1_000);

    private static readonly Option<int> Spread =
        Whole("--spread-ms", "How much longer there and back is for the last client than for the first.", 0, 0, 1_000);

    private static readonly Option<int> Budget =
        Whole("--budget", "State to each client, in kbit/s; 0: no limit.", 0, 0, 1_000_000);

    private static readonly Option<int> Seed = Whole("--seed", "Decides the orbits.", 1, 0, int.MaxValue);
    private static readonly Option<double> Moving = Ratio("--moving", "The share that moves.", 1, 0, 1);
    private static readonly Option<double> Loss = Ratio("--loss", "Datagrams lost each way, 0 to 0.9.", 0, 0, 0.9);
    private static readonly Option<double> Speed = Ratio("--speed", "How many times as fast all moves.", 1, 0, 4);
    private static readonly Option<int> Threads = Whole("--threads", "Threads of the server's ticks.", 1, 1, 64);
    private static readonly Option<WorldProfile> Profile = new("--profile")
    {
        Description = "Whose codes: trained (on other orbits) or default.",
    };

    private static readonly Option<bool> Open = new("--open")
    {
        Description = "Sessions over UDP without encryption, to see what that costs.",
    };

    private static readonly Option<WorldLinkKind> Link = new("--link")
    {
        Description = "udp: clients in processes of their own. loopback: in this process, on a clock of its own.",
    };

    private static readonly Option<int> History =
        Whole("--history", "How long superseded versions can serve as baselines, in ticks.", 64, 1, 16_384);

    private static readonly Option<int> CoarseBits =
        Whole("--coarse-bits", "The most bits that movers go without where not everything can go.", 0, 0, 7);

    private static readonly Option<int> InView =
        Whole("--in-view", "With --interest grid: replicas that a client sees in the mean.", 500, 1, 1 << 20);

    private static readonly Option<bool> NearFirst =
        new("--near-first") { Description = "Near replicas go more often where not everything can." };

    private static readonly Option<WorldInterest> Interest = new("--interest")
    {
        Description = "all: everybody sees everything. grid: what is near.",
    };

    public static Command Command(Option<bool> json)
    {
        var command = new Command("world", "Replicas on smooth orbits to many clients.")
        {
            Entities, Clients, Hertz, Moving, Seconds, Link, Loss, Latency, Spread, Budget, Seed, Speed, Profile,
            Interest, InView, NearFirst, History, CoarseBits, Threads, Open,
        };
        command.SetAction(parsed => Run(
            new WorldOptions
            {
                Entities = parsed.GetValue(Entities),
                Clients = parsed.GetValue(Clients),
                Hertz = parsed.GetValue(Hertz),
                Moving = parsed.GetValue(Moving),
                Seconds = parsed.GetValue(Seconds),
                Link = parsed.GetValue(Link),
                LossRatio = parsed.GetValue(Loss),
                LatencyMilliseconds = parsed.GetValue(Latency),
                SpreadMilliseconds = parsed.GetValue(Spread),
                BudgetKilobits = parsed.GetValue(Budget),
                Seed = parsed.GetValue(Seed),
                Speed = parsed.GetValue(Speed),
                Interest = parsed.GetValue(Interest),
                InView = parsed.GetValue(InView),
                NearFirst = parsed.GetValue(NearFirst),
                HistoryTicks = parsed.GetValue(History),
                CoarseBits = parsed.GetValue(CoarseBits),
                Profile = parsed.GetValue(Profile),
                Threads = parsed.GetValue(Threads),
                PrivateKey = parsed.GetValue(Link) == WorldLinkKind.Udp && !parsed.GetValue(Open)
                    ? RandomNumberGenerator.GetBytes(ConnectTokenMint.PrivateKeyBytes)
                    : null,
            },
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(WorldOptions options, bool json)
    {
        int fewClients = Math.Max(1, options.Clients / 4);
        WorldResult few = Run(options with { Clients = fewClients });

        // What one run leaves behind is not the other's.
        GC.Collect();
        WorldResult all = Run(options);
        double marginal = options.Clients == fewClients
            ? 0
            : (all.Figures.CpuMilliseconds - few.Figures.CpuMilliseconds) / (options.Clients - fewClients);
        Report(options, all, marginal).Print(json);
        return all.IsConverged && few.IsConverged ? 0 : 1;
    }

    private static WorldResult Run(WorldOptions options)
    {
        using var run = new WorldRun(options);
        return run.Run();
    }

    private static Report Report(WorldOptions options, WorldResult result, double marginal)
    {
        WorldFigures figures = result.Figures;
        double updates = figures.Sent.Updates;
        return new Report("world")
            .Add("entities", options.Entities, "replicas")
            .Add("clients", options.Clients, "clients")
            .Add("hz", options.Hertz, "network ticks a second")
            .Add("moving", options.Moving, "share of the replicas that moves")
            .Add("seconds", options.Seconds, "how long was measured")
            .Add("link", $"{options.Link}".ToLowerInvariant(), "what carried the datagrams")
            .Add("sealed", options.PrivateKey is not null, "whether packets are encrypted")
            .Add("loss", options.LossRatio, "share of the datagrams lost in each direction")
            .Add("latency_ms", options.LatencyMilliseconds, "what each direction takes longer")
            .Add("spread_ms", options.SpreadMilliseconds, "how much longer there and back is for the last client")
            .Add("budget", options.BudgetKilobits, "kbit/s to each client; 0: no limit")
            .Add("seed", options.Seed, "decides the orbits")
            .Add("speed", options.Speed, "how many times as fast as usual")
            .Add("interest", $"{options.Interest}".ToLowerInvariant(), "who sees what")
            .Add("near_first", options.NearFirst, "whether near replicas go more often")
            .Add("history", options.HistoryTicks, "ticks that superseded versions serve as baselines")
            .Add("coarse_bits", options.CoarseBits, "the most bits that movers go without where not everything can go")
            .Add("in_view", figures.InView, "replicas that a client sees, in the mean")
            .Add("profile", $"{options.Profile}".ToLowerInvariant(), "whose codes")
            .Add("threads", options.Threads, "threads of the server's ticks")
            .Add("bytes_per_update", figures.SentBytes / Math.Max(1, updates), "datagram bytes over states in them")
            .Add("bytes_per_client_s", (double)figures.SentBytes / options.Clients / options.Seconds, "datagram bytes")
            .Add("server_cpu_ms_tick", figures.CpuMilliseconds, "median; udp: all threads; loopback: no client")
            .Add("server_ms_tick", figures.Milliseconds, "median; by the clock, the link's own thread apart")
            .Add("marginal_client_ms_tick", marginal, "the same for one client more, from a quarter of them to all")
            .Add("alloc_bytes_tick", figures.AllocatedBytes, "median of what the ticking thread allocates")
            .Add("encode_shared_ratio", figures.SharedRatio, "share of wanted bits that were copied and not encoded")
            .Add("groups", figures.Groups, "median of the distinct states that connections are in")
            .Add("p50_age_ms", result.Ages.Percentile(0.5), "from a state's capture to its apply, over updates")
            .Add("p99_age_ms", result.Ages.Percentile(0.99), "the same")
            .Add("p99_gap_ms", result.Gaps.Percentile(0.99), "between two states of one moving replica at one client")
            .Add("max_gap_ms", result.Gaps.Max, "the longest of those, waiting at the end included")
            .Add("mean_error_cm", result.Errors.Mean, "from where a mover is to where a client shows it; loopback")
            .Add("p50_error_cm", result.Errors.Percentile(0.5), "the same")
            .Add("p99_error_cm", result.Errors.Percentile(0.99), "the same")
            .Add("mean_error_deg", result.TurnErrors.Mean, "the same of orientations")
            .Add("p99_error_deg", result.TurnErrors.Percentile(0.99), "the same")
            .Add("updates_per_client_tick", updates / options.Clients / options.MeasuredTicks, "states")
            .Add("full_updates", figures.Sent.FullUpdates, "those sent in full")
            .Add("coarse_updates", figures.Sent.CoarseUpdates, "those whose motion went less precisely")
            .Add("converged", result.IsConverged, "whether all clients showed the server's world after it stood still")
            .Add("server_rss_mb", result.ResidentBytes / 1e6, "udp: the server's process; loopback: with the clients");
    }

    private static Option<double> Ratio(string name, string description, double standard, double min, double max)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() < min || result.GetValueOrDefault<double>() > max)
                result.AddError($"{name} must be {min} to {max}.");
        });
        return option;
    }
}
