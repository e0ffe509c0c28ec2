using System.Globalization;
using System.Text.Json;
using Replication.Samples;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>A process with some of the clients, as the server's process sees it.</summary>
internal sealed class WorldClientProcess : IDisposable
{
    private readonly OwnProcess _process;
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
        _process = new OwnProcess(
        [
            WorldClientCommand.Name, $"{server}", captures, first.ToString(CultureInfo.InvariantCulture),
            count.ToString(CultureInfo.InvariantCulture), JsonSerializer.Serialize(options),
        ]);
    }

    /// <summary>Says a word to the process.</summary>
    public void Tell(string word) => _process.Tell(word);

    /// <summary>What its clients saw.</summary>
    public WorldClientReport[] AskReports()
    {
        Tell(WorldClientCommand.ReportWord);
        var reports = new WorldClientReport[_count];
        for (int client = 0; client < _count; client++)
            reports[client] = JsonSerializer.Deserialize<WorldClientReport>(_process.ReadLine())!;
        return reports;
    }

    /// <summary>Ends the process: by the end of its input, and if it does not listen by force.</summary>
    public void Dispose() => _process.Dispose();
}
