namespace Replication.Runtime;

// Which symbol a part has tells something of the next one's: what moves fast along x does so along y. For each part the
// parent is sought whose symbols tell most; symbols of the parent that tell nearly the same are one context.

/// <summary>Finds the part on whose symbol another's code best depends.</summary>
internal static class ContextTrainer
{
    private const int MaxContexts = 8;

    // A context's codes begin as those of all contexts together, counted as so many samples.
    private const double PriorSamples = 4;

    // What a context more must save, in bits for each symbol of its code, before it is worth having.
    private const double SymbolCost = 3;

    /// <summary>The best parent and contexts.</summary>
    /// <param name="part">The part's choice.</param>
    /// <param name="before">The choices of the parts written before it.</param>
    public static ContextChoice Choose(WordChoice part, IReadOnlyList<WordChoice> before)
    {
        double[] all = Sum(Counts(part, part, single: true));
        var best = new ContextChoice(-1, "0", [all], CodeLengths.Entropy(all));
        for (int parent = 0; parent < before.Count; parent++)
        {
            ContextChoice choice = Merge(parent, Counts(part, before[parent], single: false), Used(all));
            if (choice.Cost < best.Cost) best = choice;
        }

        return best with { Counts = [.. best.Counts.Select(counts => WithPrior(counts, all))] };
    }

    private static int Used(double[] counts) => counts.Count(static count => count > 0);

    // How often each symbol of the part comes with each of the parent.
    private static List<double[]> Counts(WordChoice part, WordChoice parent, bool single)
    {
        var counts = new List<double[]>();
        int contexts = single ? 1 : parent.SymbolCount + 1;
        for (int i = 0; i < contexts; i++) counts.Add(new double[part.SymbolCount]);
        for (int row = 0; row < part.Symbols.Length; row++)
        {
            if (part.Symbols[row] > 0) counts[single ? 0 : parent.Symbols[row]][part.Symbols[row] - 1]++;
        }

        return counts;
    }

    // Neighbours are merged, the two that lose least first, until merging would cost more than it saves.
    private static ContextChoice Merge(int parent, List<double[]> counts, int usedSymbols)
    {
        List<int> widths = [.. counts.Select(static _ => 1)];
        List<double> bits = [.. counts.Select(static count => CodeLengths.Entropy(count))];
        List<double> losses = [.. Enumerable.Range(0, counts.Count - 1).Select(i => Loss(counts, bits, i))];
        while (losses.Count > 0)
        {
            int least = losses.IndexOf(losses.Min());
            if (counts.Count <= MaxContexts && losses[least] > usedSymbols * SymbolCost) break;
            bits[least] += bits[least + 1] + losses[least];
            counts[least] = Sum([counts[least], counts[least + 1]]);
            widths[least] += widths[least + 1];
            counts.RemoveAt(least + 1);
            bits.RemoveAt(least + 1);
            widths.RemoveAt(least + 1);
            losses.RemoveAt(least);
            if (least < losses.Count) losses[least] = Loss(counts, bits, least);
            if (least > 0) losses[least - 1] = Loss(counts, bits, least - 1);
        }

        string contexts =
            string.Concat(widths.Select(static (width, i) => new string(i.ToString("x", null)[0], width)));
        double cost = bits.Sum() + ((counts.Count - 1) * usedSymbols * SymbolCost);
        return new ContextChoice(parent, contexts, [.. counts], cost);
    }

    private static double Loss(List<double[]> counts, List<double> bits, int i) =>
        CodeLengths.Entropy(Sum([counts[i], counts[i + 1]])) - bits[i] - bits[i + 1];

    private static double[] WithPrior(double[] counts, double[] all)
    {
        double total = Math.Max(1, all.Sum());
        return [.. counts.Select((count, i) => count + (PriorSamples * all[i] / total))];
    }

    private static double[] Sum(List<double[]> counts)
    {
        var sum = new double[counts[0].Length];
        foreach (double[] part in counts)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += part[i];
        }

        return sum;
    }
}

/// <summary>On which part's symbol a code depends, and how.</summary>
/// <param name="Parent">The part; -1 for none.</param>
/// <param name="Contexts">The context for each symbol of the parent, the first for one that was not written.</param>
/// <param name="Counts">For each context how often each symbol occurs.</param>
/// <param name="Cost">What the samples' symbols cost, in bits.</param>
internal sealed record ContextChoice(int Parent, string Contexts, double[][] Counts, double Cost);
