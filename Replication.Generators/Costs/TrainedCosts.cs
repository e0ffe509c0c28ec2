using Replication.Generators.Emission;
using Replication.Generators.Model;

namespace Replication.Generators.Costs;

/// <summary>
/// What an update costs in trained codes, from the lengths of their symbols: the cheapest and the dearest symbol of any
/// context, and typically what the code itself expects, a symbol of n bits once in 2^n.
/// </summary>
internal static class TrainedCosts
{
    private const int DirectCount = 16;
    private const int GroupFields = 8;
    private const int ExactBits = 32;

    /// <summary>The bits of a component in which something changed.</summary>
    public static WireCost Of(ComponentModel component)
    {
        CodesModel codes = component.Profile!.Delta;
        FieldCost[] fields = Fields(component);
        WireCost[] ranked = [.. codes.Order.Select(name => fields.Single(field => field.Name == name).Update)];
        if (ranked.Length == 1) return ranked[0];
        return ranked.Length <= GroupFields ? OfMasks(codes.Changes[0], ranked) : OfGroups(codes, ranked);
    }

    /// <summary>The bits of each field that changed, structs within the component opened.</summary>
    public static FieldCost[] Fields(ComponentModel component)
    {
        int part = 0;
        EquatableArray<WordCodeModel> words = component.Profile!.Delta.Words;
        return
        [
            .. TrainedField.Of(component).Select(field =>
            {
                WireCost update = WireCost.None;
                foreach (TrainedPart _ in field.Parts) update = update.Plus(OfPart(words[part++]));
                return new FieldCost(field.Path, field.Field.Shape.FullBits, update);
            }),
        ];
    }

    // Each mask that is not empty, with the fields it names.
    private static WireCost OfMasks(string lengths, WireCost[] ranked)
    {
        int min = int.MaxValue, max = 0;
        double typical = 0, weight = 0;
        for (int mask = 1; mask < lengths.Length; mask++)
        {
            int length = LengthOf(lengths[mask]);
            WireCost sum = WireCost.Always(length);
            for (int rank = 0; rank < ranked.Length; rank++)
            {
                if ((mask >> rank & 1) != 0) sum = sum.Plus(ranked[rank]);
            }

            min = Math.Min(min, sum.Min);
            max = Math.Max(max, sum.Max);
            typical += Share(length) * sum.Typical;
            weight += Share(length);
        }

        return new WireCost(min, (int)Math.Round(typical / weight), max);
    }

    // With several groups of fields the bounds are those of the parts of the mask added up.
    private static WireCost OfGroups(CodesModel codes, WireCost[] ranked)
    {
        int[][] lengths = [.. codes.Changes.Select(static code => code.Select(LengthOf).ToArray())];
        return new WireCost(
            lengths[lengths.Length - 1].Min() + lengths.Take(lengths.Length - 1).Min(static group => group.Min())
                + ranked.Min(static field => field.Min),
            lengths.Sum(static group => group.Min()) + ranked.Take(GroupFields).Sum(static field => field.Typical),
            lengths.Sum(static group => group.Max()) + ranked.Sum(static field => field.Max));
    }

    private static WireCost OfPart(WordCodeModel word)
    {
        int min = int.MaxValue, max = 0;
        double typical = 0;
        foreach (string lengths in word.Lengths)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                int length = LengthOf(lengths[symbol]);
                int bits = length + OpenBits(word, symbol, lengths.Length);
                min = Math.Min(min, bits);
                max = Math.Max(max, bits);
                typical += Share(length) * bits / word.Lengths.Count;
            }
        }

        return new WireCost(min, (int)Math.Round(typical), max);
    }

    // As WordCode of Runtime: the dictionary, small differences, two symbols for each doubling, on a lattice the word.
    private static int OpenBits(WordCodeModel word, int symbol, int symbolCount)
    {
        if (word.Form == "Lattice" && symbol == symbolCount - 1) return ExactBits;
        int difference = symbol - word.Dictionary.Count - DirectCount;
        return difference < 0 ? 0 : (difference >> 1) + 3;
    }

    private static int LengthOf(char digit) => Convert.ToInt32($"{digit}", 16);

    private static double Share(int length) => 1.0 / (1 << length);
}
