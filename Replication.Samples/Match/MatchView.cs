using Replication.Runtime;
using Replication.Transport;
using Spectre.Console;

namespace Replication.Samples;

/// <summary>Shows a match: a live table on a terminal, a line for each thing elsewhere.</summary>
internal sealed class MatchView
{
    private static readonly string[] Headings =
        [
            "client", "bytes/s", "bits/update", "RTT ms", "jitter ms", "loss %", "available B", "tick age ms",
            "session",
        ];

    private readonly ReplicationServer _server;
    private readonly List<string> _said = [];
    private readonly bool _isLive;
    private LiveDisplayContext? _live;

    public MatchView(ReplicationServer server)
    {
        _server = server;
        _isLive = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    }

    /// <summary>Runs the match under the view.</summary>
    public int Show(Func<int> match)
    {
        if (!_isLive) return match();
        int code = AnsiConsole.Live(new Table()).Start(context =>
        {
            _live = context;
            return match();
        });
        _live = null;
        foreach (string line in _said) Console.WriteLine(line);
        return code;
    }

    /// <summary>Prints a line; while a table is live, after it.</summary>
    public void Say(string line)
    {
        if (_live is null)
            Console.WriteLine(line);
        else
            _said.Add(line);
    }

    /// <summary>Shows the figures as they are now.</summary>
    public void Update(MatchFigures figures, IReadOnlyList<ClientReport> reports)
    {
        List<ClientRow> rows = [.. reports.Select(report => Row(report))];
        if (_live is not null)
            _live.UpdateTarget(MakeTable(figures, rows));
        else
            PrintLines(figures, rows);
    }

    /// <summary>The whole match in one line.</summary>
    public string Summary(MatchFigures figures) =>
        $"server: {figures.CpuMillisecondsPerTick:F2} ms CPU/tick, {figures.AllocatedBytesPerTick:F0} B allocated/tick "
        + $"(most {figures.MostAllocatedBytes:F0}), "
        + $"{figures.Sent.BitsPerUpdate:F1} bits/update, delta saving {100 * figures.Sent.SavedRatio:F1} %, "
        + $"{100 * figures.SharedRatio:F0} % of encodes shared, {Memory()}";

    // Jitter, loss, bits and what is available are the sender's knowledge, the rest is the client's own.
    private ClientRow Row(ClientReport report)
    {
        ServerConnection? connection = null;
        foreach (ServerConnection candidate in _server.Connections)
        {
            if (candidate.Session.Id == report.Session) connection = candidate;
        }

        return new ClientRow(
            report, connection?.Statistics.BitsPerUpdate ?? 0, connection?.Session.Statistics ?? default);
    }

    private Table MakeTable(MatchFigures figures, List<ClientRow> rows)
    {
        var table = new Table
        {
            Border = TableBorder.Rounded,
            Title = new TableTitle($"Match, tick {_server.CurrentTick.Value}"),
        };
        foreach (string heading in Headings)
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (ClientRow row in rows)
        {
            ClientReport report = row.Report;
            table.AddRow(
                $"{report.Client}", $"{report.BytesPerSecond:N0}", $"{row.BitsPerUpdate:F1}",
                $"{report.RoundTripMilliseconds:F1}", $"{row.Session.Jitter.TotalMilliseconds:F1}",
                $"{100 * row.Session.LossRatio:F1}", $"{row.Session.AvailableBytes:N0}", $"{report.AgeMilliseconds:F1}",
                Markup.Escape(report.State));
        }

        table.Caption = new TableTitle(Markup.Escape(Summary(figures)));
        return table;
    }

    private void PrintLines(MatchFigures figures, List<ClientRow> rows)
    {
        foreach (ClientRow row in rows)
        {
            ClientReport report = row.Report;
            Console.WriteLine(
                $"tick {_server.CurrentTick.Value} client {report.Client}: {report.BytesPerSecond:F0} B/s, "
                + $"{row.BitsPerUpdate:F1} bits/update, RTT {report.RoundTripMilliseconds:F1} ms, "
                + $"jitter {row.Session.Jitter.TotalMilliseconds:F1} ms, loss {100 * row.Session.LossRatio:F1} %, "
                + $"available {row.Session.AvailableBytes} B, tick age {report.AgeMilliseconds:F1} ms, {report.State}");
        }

        Console.WriteLine($"tick {_server.CurrentTick.Value} {Summary(figures)}");
    }

    private static string Memory() => $"{Environment.WorkingSet / 1048576.0:F0} MB resident";

    private sealed record ClientRow(ClientReport Report, double BitsPerUpdate, SessionStatistics Session);
}
