using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>The hidden <c>world-client</c>: the process that <see cref="WorldClientProcess"/> starts.</summary>
internal static class WorldClientCommand
{
    public const string Name = "world-client";
    public const string BeginWord = "begin";
    public const string EndWord = "end";
    public const string ReportWord = "report";

    public static Command Command()
    {
        var server = new Argument<string>("server");
        var captures = new Argument<string>("captures");
        var first = new Argument<int>("first");
        var count = new Argument<int>("count");
        var options = new Argument<string>("options");
        var command = new Command(Name, "Clients of a world; started by it.")
        {
            server, captures, first, count, options,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            if (!LinkAddress.TryParse(parsed.GetValue(server)!, out LinkAddress address)) return 2;
            using var times = TickTimes.Open(parsed.GetValue(captures)!);
            Run(
                address, times, parsed.GetValue(first), parsed.GetValue(count),
                JsonSerializer.Deserialize<WorldOptions>(parsed.GetValue(options)!)!);
            return 0;
        });
        return command;
    }

    // Clients look twice a tick; the end of standard input is the end of the run.
    private static void Run(LinkAddress server, TickTimes captures, int first, int count, WorldOptions options)
    {
        var clients = new WorldClient[count];
        for (int i = 0; i < count; i++) clients[i] = Open(first + i, server, captures, options);
        ConcurrentQueue<string?> words = ListenForWords();
        long start = Stopwatch.GetTimestamp();
        for (long look = 1; ; look++)
        {
            foreach (WorldClient client in clients) client.Tick();
            while (words.TryDequeue(out string? word))
            {
                if (word is null)
                {
                    foreach (WorldClient client in clients) client.Dispose();
                    return;
                }

                Follow(word, clients);
            }

            TimeSpan wait = (look * options.Interval / 2) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
        }
    }

    private static WorldClient Open(int client, LinkAddress server, TickTimes captures, WorldOptions options)
    {
        ILink link = WorldLimits.OfClient(
            new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System), options, client,
            TimeProvider.System);
        return new WorldClient(
            link, server, WorldScene.SchemaOf(options.Profile), options, captures, TimeProvider.System,
            WorldLimits.TokenOf(options, client, server));
    }

    private static void Follow(string word, WorldClient[] clients)
    {
        foreach (WorldClient client in clients)
        {
            if (word == BeginWord)
                client.Begin();
            else if (word == EndWord)
                client.End();
            else if (word == ReportWord)
                Console.WriteLine(JsonSerializer.Serialize(client.Report()));
        }
    }

    private static ConcurrentQueue<string?> ListenForWords()
    {
        var words = new ConcurrentQueue<string?>();
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } word) words.Enqueue(word);
            words.Enqueue(null);
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return words;
    }
}
