using System.Collections.Concurrent;

namespace Replication.Samples;

/// <summary>Hears what the server process says to a process of clients: a line on its standard input each.</summary>
internal static class WordListener
{
    /// <summary>
    /// Begins to listen. The end of standard input is a word too: a server process that died leaves no clients behind.
    /// </summary>
    public static ConcurrentQueue<string> Listen()
    {
        var words = new ConcurrentQueue<string>();
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } word) words.Enqueue(word);
            words.Enqueue(ServerWords.Quit);
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return words;
    }
}
