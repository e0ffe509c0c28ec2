namespace Replication.Transport;

/// <summary>What a <see cref="NetworkProxy"/> does to what it carries, and its limits.</summary>
public sealed record NetworkProxyOptions
{
    /// <summary>How bad the direction from the clients to the server is. One path for all. Default perfect.</summary>
    public NetworkConditions ToServer { get; init; } = NetworkConditions.Perfect;

    /// <summary>How bad the direction from the server to the clients is. One path for all. Default perfect.</summary>
    public NetworkConditions ToClients { get; init; } = NetworkConditions.Perfect;

    /// <summary>
    /// How many clients at a time; 1 to 1,024, default 64. What another one sends is dropped and counted.
    /// </summary>
    public int MaxClients { get; init; } = 64;

    /// <summary>
    /// How long a client of which nothing comes, and for which nothing comes, is remembered; 1 s to 1 hour, default 30
    /// s.
    /// </summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Decides all chance. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        ToServer.Validate();
        ToClients.Validate();
        if (MaxClients is < 1 or > 1_024)
            Throw.OptionOutOfRange(nameof(MaxClients), MaxClients, "is 1 to 1,024");
        if (IdleTime < TimeSpan.FromSeconds(1) || IdleTime > TimeSpan.FromHours(1))
            Throw.OptionOutOfRange(nameof(IdleTime), IdleTime, "is 1 second to 1 hour");
    }
}
