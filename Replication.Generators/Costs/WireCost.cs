namespace Replication.Generators.Costs;

/// <summary>What an update of something costs in bits, where it changed at all.</summary>
/// <param name="Min">The cheapest change that there is.</param>
/// <param name="Typical">The change that its code is made for, by differences of half its bits.</param>
/// <param name="Max">The dearest change that there is.</param>
internal readonly record struct WireCost(int Min, int Typical, int Max)
{
    public static WireCost None => default;

    /// <summary>The same cost whatever changed.</summary>
    public static WireCost Always(int bits) => new(bits, bits, bits);

    /// <summary>The cost of both.</summary>
    public WireCost Plus(WireCost other) => new(Min + other.Min, Typical + other.Typical, Max + other.Max);

    /// <summary>The cost with some bits more.</summary>
    public WireCost Plus(int bits) => new(Min + bits, Typical + bits, Max + bits);
}
