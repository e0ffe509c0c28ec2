using System.CommandLine;
using Replication.Samples;
using static Replication.Samples.OptionRanges;

namespace Replication.Benchmarks;

/// <summary>
/// Clients that join a world in play, one after the other: how long until they have all of it, in how many bytes, and
/// whether the others notice.
/// </summary>
internal static class JoinScenario
{
    private static readonly Option<int> Entities = Whole("--entities", "Replicas.", 10_000, 1, 1 << 20);
    private static readonly Option<int> Clients = Whole("--clients", "Clients that are there before.", 4, 1, 256);
    private static readonly Option<int> Hertz = Whole("--hz", "Network ticks a second.", 20, 1, 240);
    private static readonly Option<int> Joins = Whole("--joins", "How many join, one after the other.", 5, 1, 100);
    private static readonly Option<int> Seconds =
        Whole("--seconds", "How long ages are measured before, and in each join.", 2, 1, 60);

    private static readonly Option<int> Budget =
        Whole("--budget", "State to each client, in kbit/s; 0: no limit.", 0, 0, 1_000_000);

    private static readonly Option<double> Moving = new Option<double>("--moving")
    {
        Description = "The share of the replicas that moves, 0 to 1.",
        DefaultValueFactory = _ => 0.1,
    };

    private static readonly Option<WorldLinkKind> Link = new("--link")
    {
        Description = "udp: clients in processes of their own. loopback: in this process, on a clock of its own.",
    };

    public static Command Command(Option<bool> json)
    {
        var command = new Command("join", "Clients join a world of many replicas in play.")
        {
            Entities, Clients, Hertz, Joins, Seconds, Budget, Moving, Link,
        };
        command.SetAction(parsed => Run(
            new WorldOptions
            {
                Entities = parsed.GetValue(Entities),
                Clients = parsed.GetValue(Clients),
                Hertz = parsed.GetValue(Hertz),
                Seconds = parsed.GetValue(Seconds),
                BudgetKilobits = parsed.GetValue(Budget),
                Moving = Math.Clamp(parsed.GetValue(Moving), 0, 1),
                Link = parsed.GetValue(Link),
            },
            parsed.GetValue(Joins), parsed.GetValue(json)));
        return command;
    }

    private static int Run(WorldOptions options, int joins, bool json)
    {
        using var run = new JoinRun(options);
        JoinResult result = run.Run(joins);
        new Report("join")
            .Add("entities", options.Entities, "replicas")
            .Add("clients", options.Clients, "clients that were there before")
            .Add("hz", options.Hertz, "network ticks a second")
            .Add("moving", options.Moving, "share of the replicas that moves")
            .Add("link", $"{options.Link}".ToLowerInvariant(), "what carried the datagrams")
            .Add("budget", options.BudgetKilobits, "kbit/s to each client; 0: no limit")
            .Add("joins", joins, "clients that joined one after the other")
            .Add("join_ms", result.JoinMilliseconds, "from connecting to the last replica being there; the median")
            .Add("join_max_ms", result.MaxJoinMilliseconds, "the same, the longest")
            .Add("join_bytes", result.JoinBytes, "datagram bytes received until then; the median")
            .Add("others_p99_age_ms_before", result.AgesBefore.Percentile(0.99), "age of states, nobody joining")
            .Add("others_p99_age_ms", result.AgesWhile.Percentile(0.99), "the same while clients join")
            .Add("converged", result.IsConverged, "whether everybody had the server's world at the end")
            .Print(json);
        return result.IsConverged ? 0 : 1;
    }
}
