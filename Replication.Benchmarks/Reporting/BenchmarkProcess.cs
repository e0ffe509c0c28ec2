using System.Diagnostics;

namespace Replication.Benchmarks;

/// <summary>This program in another process, with other arguments, which is heard line by line.</summary>
internal sealed class BenchmarkProcess : IDisposable
{
    private readonly Process _process;

    public BenchmarkProcess(params string[] arguments)
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
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>The next line that it prints; waits for it.</summary>
    /// <exception cref="InvalidOperationException">It ended without one.</exception>
    public string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("A process of the benchmark ended early; its errors are above.");

    /// <summary>Tells it that it may end, by a line; waits for that a few seconds, and then ends it.</summary>
    public void Dispose()
    {
        Tell();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.Dispose();
    }

    private void Tell()
    {
        try
        {
            _process.StandardInput.WriteLine();
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
    }
}
