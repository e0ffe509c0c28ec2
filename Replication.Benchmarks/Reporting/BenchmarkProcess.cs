using System.Diagnostics;

namespace Replication.Benchmarks;

/// <summary>This program in another process, with other arguments, which is heard line by line.</summary>
internal sealed class BenchmarkProcess : IDisposable
{
    private readonly Process _process;

    public BenchmarkProcess(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
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

    /// <summary>Waits for its end, a few seconds; then ends it.</summary>
    public void Dispose()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.Dispose();
    }
}
