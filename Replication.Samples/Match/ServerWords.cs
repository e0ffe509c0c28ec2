using System.Collections.Concurrent;

namespace Replication.Samples;

/// <summary>What the server process says to a process of clients: a line on its standard input each.</summary>
internal static class ServerWords
{
    /// <summary>Each client is to report with the hash of its rows.</summary>
    public const string Hash = "hash";

    /// <summary>The process is to end.</summary>
    public const string Quit = "quit";

    /// <summary>
    /// Begins to listen. The end of standard input is a word too: a server process that died leaves no clients behind.
    /// </summary>
    public static ConcurrentQueue<string> Listen()
    {
        var words = new ConcurrentQueue<string>();
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } word) words.Enqueue(word);
            words.Enqueue(Quit);
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return words;
    }
}
