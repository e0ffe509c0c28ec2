using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Samples;

/// <summary>A process with one or more clients, started and heard by the server process.</summary>
internal sealed class ClientProcess : IDisposable
{
    private readonly Process _process;
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
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // Under "dotnet run" this process is the program itself, under "dotnet x.dll" it is the host.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in new[]
        {
            options.Browser is null ? MatchClientCommand.Name : BrowserClientCommand.Name,
            "--server", server,
            "--first", Text(first),
            "--count", Text(tokens.Length),
            "--epoch", Text(epoch),
            "--loss", Text(options.LossRatio),
            "--latency-ms", Text(options.Latency.TotalMilliseconds),
        })
        {
            start.ArgumentList.Add(argument);
        }

        if (options.Browser is { } page)
        {
            start.ArgumentList.Add("--page");
            start.ArgumentList.Add(page);
        }

        if (certificate is not null)
        {
            start.ArgumentList.Add("--certificate");
            start.ArgumentList.Add(Convert.ToBase64String(certificate.Export(X509ContentType.Cert)));
        }

        First = first;
        Count = tokens.Length;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"The process {program} did not start.");
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        // Not as arguments, which every user of the machine can read.
        foreach (string token in tokens) Tell(token);
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
    public void AskHash() => Tell(ServerWords.Hash);

    /// <summary>Ends the process: by word, and if it does not listen by force.</summary>
    public void Dispose()
    {
        Tell(ServerWords.Quit);
        if (!_process.WaitForExit(TimeSpan.FromSeconds(3))) _process.Kill();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null && ClientReport.FromLine(line) is { } report) _reports.Enqueue(report);
    }

    private void Tell(string word)
    {
        try
        {
            _process.StandardInput.WriteLine(word);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone, which HasExited tells.
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
