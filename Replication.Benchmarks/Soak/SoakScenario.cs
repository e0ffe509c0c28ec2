using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Replication.Samples;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// Many sessions over real sockets and a bad network for a while: every reliable message exactly once and in order, and
/// no more memory after the first ten seconds. The server has a thread and the clients have one, as two processes of a
/// game would. Exit code 1 says that a promise was broken.
/// </summary>
internal static class SoakScenario
{
    private const int ConnectSeconds = 20;
    private const int DrainSeconds = 30;

    // What the runtime itself moves by: measured as a soak without traffic.
    private const double ManagedSlackMegabytes = 1;
    private const double ResidentSlackMegabytes = 16;

    public static Command Command(Option<bool> json)
    {
        Option<int> sessions = Count("--sessions", "How many.", 64, 1_024);
        Option<int> seconds = Count("--seconds", "How long messages are sent.", 60, 86_400);
        Option<int> hz = Count("--hz", "Ticks a second on both sides.", 30, 1_000);
        Option<int> latency = Count("--latency-ms", "What each direction takes longer.", 20, 10_000);
        Option<int> jitter = Count("--jitter-ms", "And up to so much more, by chance.", 20, 10_000);
        Option<string> loss = Share("--loss", "Lost in each direction, such as 10%.", "10%");
        Option<string> duplicates = Share("--duplicates", "Arriving twice.", "5%");
        Option<string> reorder = Share("--reorder", "Held back and overtaken.", "5%");
        var command = new Command("soak", "Every reliable message exactly once, and memory that does not grow.")
        {
            sessions, seconds, hz, latency, jitter, loss, duplicates, reorder,
        };
        command.SetAction(parsed =>
        {
            var conditions = new NetworkConditions
            {
                LossRatio = Ratio(parsed.GetValue(loss)!),
                DuplicateRatio = Ratio(parsed.GetValue(duplicates)!),
                ReorderRatio = Ratio(parsed.GetValue(reorder)!),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                Jitter = TimeSpan.FromMilliseconds(parsed.GetValue(jitter)),
            };
            var options = new SoakOptions(
                parsed.GetValue(sessions), parsed.GetValue(seconds), parsed.GetValue(hz), conditions);
            return Run(options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(SoakOptions options, bool json)
    {
        using var server = new SoakServer(options);
        using var clients = new SoakClients(options, server.Address);
        var run = new SoakRun(options, server, clients);
        run.Connect(ConnectSeconds);
        int settled = Math.Min(10, options.Seconds / 2);
        run.Exchange(settled);
        SoakMemory before = SoakMemory.Now();
        run.Exchange(options.Seconds - settled);
        SoakMemory after = SoakMemory.Now();
        run.Drain(DrainSeconds);

        SoakPeer[] peers = [.. server.Peers, .. clients.Peers];
        long sent = peers.Sum(static peer => peer.Sent);
        long delivered = peers.Sum(static peer => peer.Delivered);
        long duplicated = peers.Sum(static peer => peer.Duplicated);
        long outOfOrder = peers.Sum(static peer => peer.OutOfOrder);
        long damaged = peers.Sum(static peer => peer.Damaged);
        int ended = server.EndedCount + clients.EndedCount;
        bool grew = after.ManagedMegabytes > before.ManagedMegabytes + ManagedSlackMegabytes
            || after.ResidentMegabytes > before.ResidentMegabytes + ResidentSlackMegabytes;
        bool holds = sent == delivered && duplicated + outOfOrder + damaged + ended == 0 && !grew;
        new Report("soak")
            .Add("sessions", options.Sessions, "connected over UDP on this machine")
            .Add("seconds", options.Seconds, "of sending")
            .Add("loss", options.Conditions.LossRatio, "of the datagrams, each way")
            .Add("sent", sent, "reliable messages, both ways")
            .Add("delivered", delivered, "of them, each counted once")
            .Add("missing", sent - delivered, "must be 0")
            .Add("duplicated", duplicated, "must be 0")
            .Add("out_of_order", outOfOrder, "must be 0")
            .Add("damaged", damaged, "must be 0")
            .Add("sessions_ended", ended, "must be 0")
            .Add("retransmitted_bytes", run.RetransmittedBytes, "of messages, both ways")
            .Add("managed_mb_at_10s", before.ManagedMegabytes, "after a collection; at half time of a shorter soak")
            .Add("managed_mb_at_end", after.ManagedMegabytes, $"at most {ManagedSlackMegabytes} more")
            .Add("rss_mb_at_10s", before.ResidentMegabytes, "resident, server and clients together")
            .Add("rss_mb_at_end", after.ResidentMegabytes, $"at most {ResidentSlackMegabytes} more")
            .Add("holds", holds, "all of the above")
            .Print(json);
        return holds ? 0 : 1;
    }

    private static Option<int> Count(string name, string description, int usual, int max) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual }.Within(1, max);

    private static Option<string> Share(string name, string description, string usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    // 10% and 0.1 say the same.
    private static double Ratio(string text) => text.EndsWith('%')
        ? double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100
        : double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What the process holds at an instant.</summary>
/// <param name="ManagedMegabytes">On the managed heap, after a collection.</param>
/// <param name="ResidentMegabytes">Of the whole process.</param>
internal readonly record struct SoakMemory(double ManagedMegabytes, double ResidentMegabytes)
{
    private const double Megabyte = 1 << 20;

    public static SoakMemory Now()
    {
        double managed = GC.GetTotalMemory(forceFullCollection: true) / Megabyte;
        using var process = Process.GetCurrentProcess();
        return new SoakMemory(Math.Round(managed, 3), Math.Round(process.WorkingSet64 / Megabyte, 1));
    }
}
