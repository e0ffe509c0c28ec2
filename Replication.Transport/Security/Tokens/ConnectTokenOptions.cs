namespace Replication.Transport;

/// <summary>The times that a <see cref="ConnectTokenMint"/> writes into its tokens.</summary>
public sealed record ConnectTokenOptions
{
    /// <summary>
    /// How long a token may begin a connection; whole seconds, 1 s to 1 hour, default 30 s. No more than what the
    /// servers take, else they refuse it.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long both sides wait in silence before they give the connection up, and the client before it tries the next
    /// server; whole seconds, 1 s to 1 hour, default 10 s.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks every value. The mint calls it when it is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        CheckSeconds(nameof(Lifetime), Lifetime);
        CheckSeconds(nameof(Timeout), Timeout);
    }

    private static void CheckSeconds(string option, TimeSpan value)
    {
        bool isInRange = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromHours(1);
        if (!isInRange || value.Ticks % TimeSpan.TicksPerSecond != 0)
            Throw.OptionOutOfRange(option, value, "is 1 second to 1 hour, in whole seconds");
    }
}
