using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>What a soak is like.</summary>
/// <param name="Sessions">How many.</param>
/// <param name="Seconds">How long messages are sent; what is under way then still arrives.</param>
/// <param name="Hz">Ticks a second, on both sides.</param>
/// <param name="Conditions">How bad each direction is.</param>
internal sealed record SoakOptions(int Sessions, int Seconds, int Hz, NetworkConditions Conditions)
{
    /// <summary>The three channels that promise to lose nothing.</summary>
    public TransportOptions Transport { get; } = new()
    {
        MaxSessions = Sessions,
        Channels =
        [
            new ChannelOptions { Mode = ChannelMode.ReliableOrdered },
            new ChannelOptions { Mode = ChannelMode.ReliableUnordered },
            new ChannelOptions { Mode = ChannelMode.Bulk, Priority = 7 },
        ],
    };
}
