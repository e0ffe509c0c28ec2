namespace Replication.Runtime;

/// <summary>Chooses for one part as what and from what its differences are best taken.</summary>
/// <param name="part">The part.</param>
/// <param name="samples">Rows that were sent.</param>
/// <param name="rows">Those in which the part's field changed.</param>
internal sealed class WordTrainer(Part part, SampleSet samples, int[] rows)
{
    // What each symbol that a code needs costs in bits: the more there are, the less is known of each.
    private const double SymbolCost = 6;

    // The share of values that must lie on a lattice before it is tried.
    private const double LatticeShare = 0.5;

    // A word must be this frequent to have a symbol of its own.
    private const int LeastCount = 8;
    private const double LeastShare = 0.003;

    // Whole numbers, their halves, decimals, and angles of a full turn in so many steps.
    private static readonly double[] Steps =
        [1, 0.5, 0.25, 0.125, 0.0625, 1.0 / 1024, 0.1, 0.05, 0.01, 0.001, 360.0 / 256, 360.0 / 65536];

    /// <summary>The best choice, as a code whose lengths are not trained yet.</summary>
    public WordChoice Choose()
    {
        uint[] frequent = Frequent();
        WordChoice? best = null;
        foreach ((WordForm form, double step) in Forms())
        {
            foreach (Prediction prediction in Predictions())
            {
                foreach (uint[] dictionary in frequent.Length > 0 ? new[] { [], frequent } : [[]])
                {
                    WordChoice choice = Try(form, step, prediction, dictionary);
                    if (best is null || choice.Cost < best.Cost) best = choice;
                }
            }
        }

        return best!;
    }

    private IEnumerable<Prediction> Predictions() => part.Kind == PartKind.Largest
        ? [Prediction.None]
        : [Prediction.Hold, Prediction.Linear, Prediction.None];

    private IEnumerable<(WordForm Form, double Step)> Forms()
    {
        if (!part.IsFloat) return [(WordForm.Whole, 0)];
        IEnumerable<(WordForm, double)> lattices = Steps.Where(step => ShareOf(step) >= LatticeShare)
            .Select(static step => (WordForm.Lattice, step));
        return lattices.Prepend((WordForm.Number, 0));
    }

    private double ShareOf(double step)
    {
        if (rows.Length == 0) return 0;
        int onLattice = rows.Count(row =>
        {
            uint word = samples.Current(row)[part.At];
            double multiple = Math.Round(BitConverter.UInt32BitsToSingle(word) / step);
            return BitConverter.SingleToUInt32Bits((float)(multiple * step)) == word;
        });
        return (double)onLattice / rows.Length;
    }

    private uint[] Frequent()
    {
        int least = Math.Max(LeastCount, (int)(rows.Length * LeastShare));
        var counts = new Dictionary<uint, int>();
        foreach (int row in rows)
        {
            uint word = NumbersOf(row).Current;
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return
        [
            .. counts.Where(pair => pair.Value >= least)
                .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key)
                .Take(WordCode.MaxDictionary).Select(static pair => pair.Key),
        ];
    }

    private WordChoice Try(WordForm form, double step, Prediction prediction, uint[] dictionary)
    {
        var counts = new double[WordCode.SymbolCount(part.Bits, form, dictionary.Length)];
        var code = new WordCode(
            0, part.Bits, part.MaxWord, prediction, [CodeLengths.Of(counts)], form, step, dictionary);
        var symbols = new byte[samples.Count];
        long openBits = 0;
        foreach (int row in rows)
        {
            PartNumbers numbers = NumbersOf(row);
            int symbol = code.SymbolOf(
                numbers.Baseline, numbers.Earlier, samples.Baseline(row), numbers.Current, out int open);
            symbols[row] = (byte)(symbol + 1);
            counts[symbol]++;
            openBits += open;
        }

        double cost = CodeLengths.Entropy(counts) + openBits + (counts.Count(static count => count > 0) * SymbolCost);
        return new WordChoice(form, step, prediction, dictionary, symbols, counts.Length, cost);
    }

    private PartNumbers NumbersOf(int row) => part.Numbers(samples.Baseline(row), samples.Current(row));
}

/// <summary>One way to take a part's differences.</summary>
/// <param name="Form">As what.</param>
/// <param name="Step">A lattice's step.</param>
/// <param name="Prediction">From what.</param>
/// <param name="Dictionary">Words with symbols of their own.</param>
/// <param name="Symbols">For each sample the symbol plus one; zero where the field did not change.</param>
/// <param name="SymbolCount">How many symbols there are.</param>
/// <param name="Cost">What the samples cost, in bits.</param>
internal sealed record WordChoice(
    WordForm Form, double Step, Prediction Prediction, uint[] Dictionary, byte[] Symbols, int SymbolCount, double Cost);
