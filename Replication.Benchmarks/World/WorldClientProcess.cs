using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>A process with some of the clients, as the server's process sees it.</summary>
internal sealed class WorldClientProcess : IDisposable
{
    private readonly Process _process;
    private readonly int _count;

    /// <summary>Starts the process.</summary>
    /// <param name="first">The number of its first client.</param>
    /// <param name="count">How many clients it has.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="captures">The file of <see cref="TickTimes"/>.</param>
    /// <param name="options">What the run is like.</param>
    public WorldClientProcess(int first, int count, LinkAddress server, string captures, WorldOptions options)
    {
        _count = count;
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
        foreach (string argument in (string[])
        [
            WorldClientCommand.Name, $"{server}", captures, first.ToString(CultureInfo.InvariantCulture),
            count.ToString(CultureInfo.InvariantCulture), JsonSerializer.Serialize(options),
        ])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"The process {program} did not start.");
    }

    /// <summary>Says a word to the process.</summary>
    public void Tell(string word)
    {
        _process.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
    }

    /// <summary>What its clients saw.</summary>
    public WorldClientReport[] AskReports()
    {
        Tell(WorldClientCommand.ReportWord);
        var reports = new WorldClientReport[_count];
        for (int client = 0; client < _count; client++)
        {
            string line = _process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("A process of clients ended by itself.");
            reports[client] = JsonSerializer.Deserialize<WorldClientReport>(line)!;
        }

        return reports;
    }

    /// <summary>Ends the process: by the end of its input, and if it does not listen by force.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(3))) _process.Kill();
        _process.Dispose();
    }
}
