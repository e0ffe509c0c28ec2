using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>What a <see cref="NetcodeServer"/> knows and how much it holds.</summary>
internal sealed record NetcodeServerOptions
{
    /// <summary>Names the game's protocol; requests for another one are ignored.</summary>
    public required ulong ProtocolId { get; init; }

    /// <summary>32 random bytes that the backend's mint has too.</summary>
    public required ReadOnlyMemory<byte> PrivateKey { get; init; }

    /// <summary>This server's addresses as clients reach it and tokens name it: 1 to 32, IPv4, IPv6 or both.</summary>
    public required IReadOnlyList<LinkAddress> PublicAddresses { get; init; }

    /// <summary>How many slots; 1 to 4,096, default 64.</summary>
    public int MaxClients { get; init; } = 64;

    /// <summary>
    /// How many clients may be between request and slot; 1 to 65,536, default 256. Each holds two keys, for at most
    /// its token's timeout.
    /// </summary>
    public int MaxPendingClients { get; init; } = 256;

    /// <summary>
    /// How many unexpired tokens are remembered; 1 to 1,048,576, default 2,048. When it is full, no new token is taken
    /// until one expires.
    /// </summary>
    public int MaxRememberedTokens { get; init; } = 2_048;

    /// <summary>
    /// The longest life of a token that is taken; whole seconds, 1 s to 1 hour, default 30 s. For this long after its
    /// start a server refuses the tokens that may be from before it, whose keys may have sealed packets already.
    /// </summary>
    public TimeSpan MaxTokenLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who seals.</summary>
    public IAeadSource Ciphers { get; init; } = AeadSources.Best;

    /// <summary>Where the challenges' key comes from.</summary>
    public RandomNumberGenerator Random { get; init; } = RandomNumberGenerator.Create();

    /// <summary>Checks every value. The server calls it when it is made.</summary>
    /// <exception cref="ArgumentException">Names the value that is wrong.</exception>
    public void Validate()
    {
        if (PrivateKey.Length != IAead.KeyBytes)
            Throw.KeyLength(PrivateKey.Length);
        CheckCount(nameof(PublicAddresses), PublicAddresses.Count, NetcodeFormat.MaxServers);
        CheckCount(nameof(MaxClients), MaxClients, 4_096);
        CheckCount(nameof(MaxPendingClients), MaxPendingClients, 65_536);
        CheckCount(nameof(MaxRememberedTokens), MaxRememberedTokens, 1 << 20);
        if (MaxTokenLifetime < TimeSpan.FromSeconds(1)
            || MaxTokenLifetime > TimeSpan.FromHours(1)
            || MaxTokenLifetime.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            Throw.OptionOutOfRange(
                nameof(MaxTokenLifetime), MaxTokenLifetime, "is 1 second to 1 hour, in whole seconds");
        }
    }

    private static void CheckCount(string option, int value, int max)
    {
        if (value < 1 || value > max)
            Throw.OptionOutOfRange(option, value, $"is 1 to {max}");
    }
}
