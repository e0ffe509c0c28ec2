using Replication.Generators.Model;
using Replication.Runtime;
using Replication.Tests.Generators;

namespace Replication.Tests.Costs;

/// <summary>
/// Looks for the cheapest or dearest delta of a component: from several beginnings, one value after the other is set to
/// the best of its candidates until none gets better.
/// </summary>
internal static class DeltaSearch<T>
    where T : unmanaged, IReplicated<T>
{
    private const int RandomBeginnings = 2;

    /// <summary>The bits of the best delta that is found.</summary>
    /// <param name="record">The component's fields.</param>
    /// <param name="isBetter">Whether some bits are better than others.</param>
    public static int BestBits(RecordModel record, Func<int, int, bool> isBetter)
    {
        ValueCandidates[] values = [.. ValueCandidates.Of(record)];
        uint[] baseline = [.. values.SelectMany(static value => value.Baseline)];
        int? best = null;
        foreach (uint[] beginning in Beginnings(values, baseline, isBetter))
        {
            int? bits = Climb(values, baseline, beginning, isBetter);
            if (bits is not null && (best is null || isBetter(bits.Value, best.Value))) best = bits;
        }

        return best!.Value;
    }

    // The best change of one value alone, a change of every value, and any changes.
    private static IEnumerable<uint[]> Beginnings(
        ValueCandidates[] values, uint[] baseline, Func<int, int, bool> isBetter)
    {
        uint[] alone = baseline;
        int? best = null;
        int start = 0;
        foreach (ValueCandidates value in values)
        {
            foreach (uint[] candidate in value.Currents)
            {
                uint[] current = [.. baseline];
                candidate.CopyTo(current, start);
                if (Bits(baseline, current) is { } bits && (best is null || isBetter(bits, best.Value)))
                    (alone, best) = (current, bits);
            }

            start += value.Baseline.Length;
        }

        yield return [.. alone];
        yield return [.. values.SelectMany(static value => value.Currents[^1])];
        var random = new Random(1);
        for (int i = 0; i < RandomBeginnings; i++)
            yield return [.. values.SelectMany(value => value.Currents[random.Next(value.Currents.Length)])];
    }

    private static int? Climb(
        ValueCandidates[] values, uint[] baseline, uint[] current, Func<int, int, bool> isBetter)
    {
        int? best = Bits(baseline, current);
        for (bool improves = true; improves;)
        {
            improves = false;
            int start = 0;
            foreach (ValueCandidates value in values)
            {
                uint[] kept = current[start..(start + value.Baseline.Length)];
                foreach (uint[] candidate in value.Currents)
                {
                    candidate.CopyTo(current, start);
                    if (Bits(baseline, current) is { } bits && (best is null || isBetter(bits, best.Value)))
                        (best, kept, improves) = (bits, candidate, true);
                }

                kept.CopyTo(current, start);
                start += value.Baseline.Length;
            }
        }

        return best;
    }

    // Nothing where nothing changed: that is never written.
    private static int? Bits(uint[] baseline, uint[] current)
    {
        if (baseline.AsSpan().SequenceEqual(current)) return null;
        Codec<T>.WriteDelta(baseline, current, out int bits);
        return bits;
    }
}
