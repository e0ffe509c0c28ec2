using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>
/// What a delta is against: words that the reader holds, and where known the words that it held a little before, from
/// which moving fields are foretold.
/// </summary>
/// <remarks>Allocates nothing. Valid as long as the spans that it was made of.</remarks>
public readonly ref struct DeltaBaseline
{
    /// <summary>The most ticks that a motion is carried on, and the most that its two states lie apart.</summary>
    public const int MaxTicks = 64;

    private const int FactorBits = 8;

    private readonly int _factor;

    /// <summary>A baseline of which nothing earlier is known: nothing is foretold to move.</summary>
    /// <param name="words">The words that the reader holds.</param>
    public DeltaBaseline(ReadOnlySpan<uint> words)
    {
        Words = words;
        Earlier = words;
    }

    /// <summary>A baseline and the state before it.</summary>
    /// <param name="words">The words that the reader holds.</param>
    /// <param name="earlier">The words that it held before, as many.</param>
    /// <param name="ticksAhead">
    /// From the baseline to what is sent, 1 to <see cref="MaxTicks"/>; the baseline stands still where it is not.
    /// </param>
    /// <param name="ticksBetween">From the earlier state to the baseline, with the same limits.</param>
    public DeltaBaseline(
        ReadOnlySpan<uint> words, ReadOnlySpan<uint> earlier, int ticksAhead, int ticksBetween)
        : this(words, earlier, FactorOf(ticksAhead, ticksBetween))
    {
    }

    /// <summary>A baseline and the state before it, with what <see cref="FactorOf"/> gives.</summary>
    internal DeltaBaseline(ReadOnlySpan<uint> words, ReadOnlySpan<uint> earlier, int factor)
    {
        Words = words;
        Earlier = earlier;
        _factor = factor;
    }

    /// <summary>The words that the reader holds.</summary>
    public ReadOnlySpan<uint> Words { get; }

    /// <summary>The words before those; the same where nothing is known.</summary>
    public ReadOnlySpan<uint> Earlier { get; }

    /// <summary>How many times the change from the earlier state goes on, in 1/256.</summary>
    internal int Factor => _factor;

    /// <summary>The factor of so many ticks; zero where they are no motion's.</summary>
    internal static int FactorOf(int ticksAhead, int ticksBetween) =>
        ticksAhead is >= 1 and <= MaxTicks && ticksBetween is >= 1 and <= MaxTicks
            ? (ticksAhead << FactorBits) / ticksBetween
            : 0;

    /// <summary>The baseline of some of the words, as of one component of a row.</summary>
    /// <param name="start">The first word.</param>
    /// <param name="length">How many.</param>
    /// <returns>Those words, with the same motion.</returns>
    public DeltaBaseline Slice(int start, int length) =>
        new(Words.Slice(start, length), Earlier.Slice(start, length), _factor);

    /// <summary>A baseline of which nothing earlier is known.</summary>
    /// <param name="words">The words that the reader holds.</param>
    public static implicit operator DeltaBaseline(ReadOnlySpan<uint> words) => new(words);

    /// <summary>A baseline of which nothing earlier is known.</summary>
    /// <param name="words">The words that the reader holds.</param>
    public static implicit operator DeltaBaseline(Span<uint> words) => new(words);

    /// <summary>A baseline of which nothing earlier is known.</summary>
    /// <param name="words">The words that the reader holds.</param>
    public static implicit operator DeltaBaseline(uint[] words) => new(words);

    /// <summary>Where a number is foretold to be if it goes on as it went from the earlier state.</summary>
    /// <param name="baseline">The number in the baseline.</param>
    /// <param name="earlier">The number before.</param>
    /// <returns>The number, modulo 2^32.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Carry(uint baseline, uint earlier) => Carry(baseline, earlier, _factor);

    /// <summary>The same with a factor of its own; zero: it stands still.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Carry(uint baseline, uint earlier, int factor)
    {
        long change = (int)(baseline - earlier);
        return baseline + (uint)(((change * factor) + (1 << (FactorBits - 1))) >> FactorBits);
    }
}
