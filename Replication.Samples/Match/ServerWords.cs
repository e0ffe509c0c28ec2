namespace Replication.Samples;

/// <summary>What the server process says to clients, and where they are in a browser what their page is told.</summary>
internal static class ServerWords
{
    /// <summary>Each client is to report with the hash of its rows.</summary>
    public const string Hash = "hash";

    /// <summary>The process is to end.</summary>
    public const string Quit = "quit";
}
