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
        Command command = ClientArguments.Command(Name, "Clients of a match; started by it.");
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var arguments = ClientArguments.Of(parsed);
            if (!LinkEndPoint.TryParse(arguments.Server, out LinkEndPoint? server, out string? error))
            {
                Console.Error.WriteLine($"--server: {error}");
                return 2;
            }

            if (!TryReadTokens(arguments.Count, out ConnectToken[] tokens))
            {
                Console.Error.WriteLine("Standard input must begin with a connect token in base64 for each client.");
                return 2;
            }

            return Run(Connect(arguments, server, tokens));
        });
        return command;
    }

    private static MatchClient[] Connect(ClientArguments arguments, LinkEndPoint server, ConnectToken[] tokens)
    {
        NetworkConditions conditions = BadNetwork.Of(arguments.LossRatio, arguments.LatencyMilliseconds);
        X509Certificate2? trusted = arguments.LoadCertificate();
        return [.. tokens.Select((token, index) =>
        {
            int number = arguments.First + index;
            ILink link = MatchLink.OpenClient(server, trusted, conditions, (ulong)(number + 2));
            return new MatchClient(number, link, token, arguments.Epoch);
        })];
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
        ConcurrentQueue<string> words = WordListener.Listen();
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
