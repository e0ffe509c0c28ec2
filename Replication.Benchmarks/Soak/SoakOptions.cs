using System.Security.Cryptography;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>What a soak is like.</summary>
/// <param name="Sessions">How many.</param>
/// <param name="Seconds">How long messages are sent; what is under way then still arrives.</param>
/// <param name="Hz">Ticks a second, on both sides.</param>
/// <param name="Conditions">How bad each direction is.</param>
internal sealed record SoakOptions(int Sessions, int Seconds, int Hz, NetworkConditions Conditions)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(ConnectTokenMint.PrivateKeyBytes);

    /// <summary>A token for each client.</summary>
    public ConnectToken[] Mint(LinkAddress server)
    {
        using var mint = new ConnectTokenMint(protocolId: 0, _key, TimeProvider.System);
        return [.. Enumerable.Range(1, Sessions).Select(client => mint.Mint((ulong)client, [server]))];
    }

    /// <summary>Sealed sessions with the three channels that promise to lose nothing.</summary>
    public TransportOptions Transport => new()
    {
        MaxSessions = Sessions,
        PrivateKey = _key,
        Channels =
        [
            new ChannelOptions { Mode = ChannelMode.ReliableOrdered },
            new ChannelOptions { Mode = ChannelMode.ReliableUnordered },
            new ChannelOptions { Mode = ChannelMode.Bulk, Priority = 7 },
        ],
    };
}
