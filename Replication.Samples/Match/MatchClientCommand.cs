using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// The command line's hidden <c>match-client</c>: the process that <see cref="ClientProcess"/> starts.
/// </summary>
internal static class MatchClientCommand
{
    public const string Name = "match-client";

    public static Command Command()
    {
        var server = new Option<string>("--server") { Required = true };
        var first = new Option<int>("--first");
        var count = new Option<int>("--count") { DefaultValueFactory = _ => 1 };
        var epoch = new Option<long>("--epoch");
        var loss = new Option<double>("--loss");
        var latency = new Option<double>("--latency-ms");
        var certificate = new Option<string?>("--certificate");
        var command = new Command(Name, "Clients of a match; started by it.")
        {
            server, first, count, epoch, loss, latency, certificate,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            if (!LinkEndPoint.TryParse(parsed.GetValue(server), out LinkEndPoint? endPoint, out string? error))
            {
                Console.Error.WriteLine($"--server: {error}");
                return 2;
            }

            if (!TryReadTokens(parsed.GetValue(count), out ConnectToken[] tokens))
            {
                Console.Error.WriteLine("Standard input must begin with a connect token in base64 for each client.");
                return 2;
            }

            var conditions = NetworkConditions.Perfect with
            {
                LossRatio = parsed.GetValue(loss),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
            };
            X509Certificate2? trusted = parsed.GetValue(certificate) is { } text
                ? X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text))
                : null;
            int from = parsed.GetValue(first);
            long start = parsed.GetValue(epoch);
            return Run([.. tokens.Select((token, index) => new MatchClient(
                from + index, MatchLink.OpenClient(endPoint, trusted, conditions, (ulong)(from + index + 2)), token,
                start))]);
        });
        return command;
    }

    private static bool TryReadTokens(int count, out ConnectToken[] tokens)
    {
        tokens = new ConnectToken[count];
        byte[] bytes = new byte[ConnectToken.LengthBytes + 2];
        for (int i = 0; i < count; i++)
        {
            if (!Convert.TryFromBase64String(Console.In.ReadLine() ?? "", bytes, out int length)
                || !ConnectToken.TryRead(bytes.AsSpan(0, length), out ConnectToken? token))
            {
                return false;
            }

            tokens[i] = token;
        }

        return true;
    }

    private static int Run(MatchClient[] clients)
    {
        ConcurrentQueue<string> words = ServerWords.Listen();
        long start = Stopwatch.GetTimestamp();
        for (long tick = 1; ; tick++)
        {
            foreach (MatchClient client in clients) client.Tick();
            bool isReportDue = tick % MatchPace.ClientHertz == 0;
            while (words.TryDequeue(out string? word))
            {
                if (word == ServerWords.Quit)
                {
                    foreach (MatchClient client in clients) client.Dispose();
                    return 0;
                }

                if (word == ServerWords.Hash) Report(clients, withHash: true);
            }

            if (isReportDue) Report(clients, withHash: false);
            TimeSpan wait =
                TimeSpan.FromSeconds((double)tick / MatchPace.ClientHertz) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
        }
    }

    private static void Report(MatchClient[] clients, bool withHash)
    {
        foreach (MatchClient client in clients) Console.WriteLine(client.Report(withHash).ToLine());
    }
}
