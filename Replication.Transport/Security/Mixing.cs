namespace Replication.Transport;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): a mixer whose one round spreads any bit over all 64.</summary>
internal static class Mixing
{
    /// <summary>The sequence's step: 2^64 divided by the golden ratio, odd.</summary>
    public const ulong Step = 0x9E37_79B9_7F4A_7C15;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
