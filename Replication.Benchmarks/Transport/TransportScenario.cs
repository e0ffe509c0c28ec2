using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// What a message costs through sessions over UDP on this machine, beside LiteNetLib in the same run: a server process
/// and one with all clients, each sending one message to each peer every tick. The clients tick half a period after the
/// server, so the least latency there can be is half a tick, for everybody alike.
/// </summary>
internal static class TransportScenario
{
    private static readonly (string Name, Carrier Carrier)[] Carriers =
    [
        ("us", Carrier.Us),
        ("litenetlib", Carrier.LiteNetLib),
        ("us_default", Carrier.UsDefault),
        ("litenetlib_default", Carrier.LiteNetLibDefault),
    ];

    public static Command Command(Option<bool> json)
    {
        Option<int> clients = Count("--clients", "Clients, all in one process.", 64, 1_024);
        Option<int> hz = Count("--hz", "Ticks a second on both sides.", 30, 1_000);
        Option<int> bytes = Count("--bytes", "Bytes of a message, at least 8.", 1_000, 1_000);
        Option<int> seconds = Count("--seconds", "How long each is measured.", 5, 600);
        Option<int> warmUp = Count("--warm-up", "Seconds of traffic before that, at least.", 4, 60);
        Option<int> runs = Count("--runs", "Runs of each; the medians are printed.", 3, 100);
        var mode = new Option<string?>("--mode") { Description = "sequenced or reliable-ordered; both by default." };
        mode.AcceptOnlyFromAmong(TrafficPlan.Sequenced, TrafficPlan.ReliableOrdered);
        var only = new Option<string?>("--only") { Description = "One of the figures' names alone, such as us." };
        var command = new Command("transport", "Processor time, memory and latency of a message, beside LiteNetLib.")
        {
            clients, hz, bytes, seconds, warmUp, runs, mode, only,
        };
        command.SetAction(parsed =>
        {
            string[] modes = parsed.GetValue(mode) is { } one
                ? [one] : [TrafficPlan.Sequenced, TrafficPlan.ReliableOrdered];
            foreach (string name in modes)
            {
                var plan = new TrafficPlan(
                    Carrier.Us,
                    name,
                    parsed.GetValue(clients),
                    parsed.GetValue(hz),
                    Math.Max(sizeof(long), parsed.GetValue(bytes)),
                    parsed.GetValue(seconds),
                    parsed.GetValue(warmUp));
                Run(plan, parsed.GetValue(runs), parsed.GetValue(only)).Print(parsed.GetValue(json));
            }

            return 0;
        });
        return command;
    }

    private static Option<int> Count(string name, string description, int usual, int max) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual }.Within(1, max);

    // In alternating order, so that what the machine does besides meets all alike.
    private static Report Run(TrafficPlan plan, int runs, string? only)
    {
        (string Name, Carrier Carrier)[] carriers =
            [.. Carriers.Where(carrier => only is null || only == carrier.Name)];
        var results = carriers.ToDictionary(static carrier => carrier.Name, static _ => new List<TrafficResult>());
        for (int run = 0; run < runs; run++)
        {
            foreach ((string name, Carrier carrier) in run % 2 == 0 ? carriers : carriers.Reverse())
                results[name].Add(TrafficRun.Measure(plan with { Carrier = carrier }));
        }

        var report = new Report("transport");
        report.Add("mode", plan.Mode, "what the channel promises")
            .Add("clients", plan.Clients, "in one process")
            .Add("hz", plan.Hz, "ticks a second, both ways")
            .Add("bytes", plan.Bytes, "of a message")
            .Add("seconds", plan.Seconds, "measured, of each run")
            .Add("runs", runs, "of which the medians are these");
        foreach ((string name, _) in carriers)
            report.Add(name, Figures(results[name]));
        return report;
    }

    private static Report Figures(List<TrafficResult> results)
    {
        double Median(Func<TrafficResult, double> figure) => Measure.Median([.. results.Select(figure)]);
        return new Report("")
            .Add("cpu_us_per_msg", Median(static result => result.CpuPerMessage), "processor time of both processes")
            .Add("alloc_per_msg", Median(static result => result.AllocatedPerMessage), "managed bytes of both")
            .Add("p50_ms", Median(static result => result.Percentile(0.5)), "from handing over to handing out")
            .Add("p99_ms", Median(static result => result.Percentile(0.99)), "the same, of the slowest hundredth")
            .Add("packets", Median(static result => result.Packets), "datagrams sent by both")
            .Add("messages", Median(static result => result.Messages), "delivered");
    }
}
