using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Samples;

/// <summary>A process with one or more clients, started and heard by the server process.</summary>
internal sealed class ClientProcess : IDisposable
{
    private readonly OwnProcess _process;
    private readonly ConcurrentQueue<ClientReport> _reports = new();

    /// <summary>Starts the process.</summary>
    /// <param name="first">The number of its first client.</param>
    /// <param name="tokens">A connect token for each of its clients.</param>
    /// <param name="server">Where the server is, as a <see cref="Transport.LinkEndPoint"/> is written.</param>
    /// <param name="certificate">What the server's certificate is; null without TLS.</param>
    /// <param name="epoch">The server's clock at tick zero, as a timestamp of this machine.</param>
    /// <param name="options">What the match is like.</param>
    public ClientProcess(
        int first, string[] tokens, string server, X509Certificate2? certificate, long epoch, MatchOptions options)
    {
        First = first;
        Count = tokens.Length;
        var arguments = new ClientArguments(
            server, First, Count, epoch, options.LossRatio, options.Latency.TotalMilliseconds,
            certificate is null ? null : Convert.ToBase64String(certificate.Export(X509ContentType.Cert)));
        _process = new OwnProcess(Words(arguments, options.Browser), ServerWords.Quit);
        _process.Hear(Take);

        // Not as arguments, which every user of the machine can read.
        foreach (string token in tokens) _process.Tell(token);
    }

    /// <summary>The number of its first client.</summary>
    public int First { get; }

    /// <summary>How many clients it has.</summary>
    public int Count { get; }

    /// <summary>Whether it ended, which it does not do by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The next line that it printed.</summary>
    public bool TryTake(out ClientReport? report) => _reports.TryDequeue(out report);

    /// <summary>Asks for the hash of each client's rows; the answers are reports.</summary>
    public void AskHash() => _process.Tell(ServerWords.Hash);

    /// <summary>Ends the process: by word, and if it does not listen by force.</summary>
    public void Dispose() => _process.Dispose();

    private static List<string> Words(ClientArguments arguments, string? page) => page is null
        ? [MatchClientCommand.Name, .. arguments.ToWords()]
        : [BrowserClientCommand.Name, BrowserClientCommand.PageOption.Name, page, .. arguments.ToWords()];

    private void Take(string line)
    {
        if (ClientReport.FromLine(line) is { } report) _reports.Enqueue(report);
    }
}
