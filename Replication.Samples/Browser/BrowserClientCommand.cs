using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Samples;

/// <summary>
/// The command line's hidden <c>match-browser-client</c>: what <see cref="ClientProcess"/> starts where the clients are
/// in a browser. It serves their page, opens it in Chromium, and passes words and reports on.
/// </summary>
internal static class BrowserClientCommand
{
    public const string Name = "match-browser-client";

    /// <summary>The folder of the page.</summary>
    public static readonly Option<string> PageOption = new("--page") { Required = true };

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Command Command()
    {
        Command command = ClientArguments.Command(Name, "Clients of a match in a browser; started by it.");
        command.Add(PageOption);
        command.Hidden = true;
        command.SetAction((parsed, _) =>
        {
            var arguments = ClientArguments.Of(parsed);
            string[] tokens = [.. Enumerable.Range(0, arguments.Count).Select(_ => Console.ReadLine() ?? "")];
            TimeSpan age = Stopwatch.GetElapsedTime(arguments.Epoch);
            double epochUnix = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - age.TotalMilliseconds;
            var start = new PageStart(
                arguments.Server, arguments.First, tokens, epochUnix, arguments.LossRatio,
                arguments.LatencyMilliseconds);
            return RunAsync(parsed.GetValue(PageOption)!, start, arguments);
        });
        return command;
    }

    private static async Task<int> RunAsync(string folder, PageStart start, ClientArguments arguments)
    {
        using X509Certificate2? trusted = arguments.LoadCertificate();
        ConcurrentQueue<string> heard = WordListener.Listen();
        var forPage = new ConcurrentQueue<string>();
        await using PageHost host = await PageHost.StartAsync(folder, start, forPage);
        try
        {
            using var browser = Chromium.Open(host.Address, trusted);
            while (!browser.HasExited)
            {
                while (heard.TryDequeue(out string? word))
                {
                    if (word == ServerWords.Quit) return 0;
                    forPage.Enqueue(word);
                }

                await Task.Delay(Look);
            }
        }
        catch (FileNotFoundException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }

        await Console.Error.WriteLineAsync("Chromium ended by itself.");
        return 1;
    }
}
