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

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Command Command()
    {
        var page = new Option<string>("--page") { Required = true };
        var server = new Option<string>("--server") { Required = true };
        var first = new Option<int>("--first");
        var count = new Option<int>("--count");
        var epoch = new Option<long>("--epoch");
        var loss = new Option<double>("--loss");
        var latency = new Option<double>("--latency-ms");
        var certificate = new Option<string?>("--certificate");
        var command = new Command(Name, "Clients of a match in a browser; started by it.")
        {
            page, server, first, count, epoch, loss, latency, certificate,
        };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
        {
            string[] tokens = [.. Enumerable.Range(0, parsed.GetValue(count)).Select(_ => Console.ReadLine() ?? "")];
            TimeSpan age = Stopwatch.GetElapsedTime(parsed.GetValue(epoch));
            double epochUnix = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - age.TotalMilliseconds;
            var start = new PageStart(
                parsed.GetValue(server)!, parsed.GetValue(first), tokens, epochUnix, parsed.GetValue(loss),
                parsed.GetValue(latency));
            return RunAsync(parsed.GetValue(page)!, start, parsed.GetValue(certificate));
        });
        return command;
    }

    private static async Task<int> RunAsync(string folder, PageStart start, string? certificate)
    {
        using X509Certificate2? trusted = certificate is null
            ? null
            : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(certificate));
        ConcurrentQueue<string> heard = ServerWords.Listen();
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
