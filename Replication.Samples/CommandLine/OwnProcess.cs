using System.Diagnostics;

namespace Replication.Samples;

/// <summary>This program in another process, with other arguments: told and heard line by line.</summary>
public sealed class OwnProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _lastWord;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its command line. Every user of the machine can read it.</param>
    /// <param name="lastWord">What it is told when it is to end, before the end of its input.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public OwnProcess(IEnumerable<string> arguments, string lastWord = "")
    {
        _lastWord = lastWord;
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
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"The process {program} did not start.");
    }

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The next line that it prints; waits for it.</summary>
    /// <returns>The line.</returns>
    /// <exception cref="InvalidOperationException">It ended without one.</exception>
    public string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("A process ended early; its errors are above.");

    /// <summary>Has every line that it prints heard as it comes, in place of <see cref="ReadLine"/>.</summary>
    /// <param name="hear">Takes each line, on any thread.</param>
    public void Hear(Action<string> hear)
    {
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) hear(line.Data);
        };
        _process.BeginOutputReadLine();
    }

    /// <summary>Says a line to it; nothing happens where it is gone, which <see cref="HasExited"/> tells.</summary>
    /// <param name="word">The line.</param>
    public void Tell(string word) => TryTell(word, isLast: false);

    /// <summary>Tells it to end, waits for that a few seconds, and then ends it.</summary>
    public void Dispose()
    {
        TryTell(_lastWord, isLast: true);
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }

    private void TryTell(string word, bool isLast)
    {
        try
        {
            _process.StandardInput.WriteLine(word);
            _process.StandardInput.Flush();
            if (isLast) _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }
}
