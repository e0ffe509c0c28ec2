namespace Replication.Runtime;

/// <summary>Chooses how many bits each symbol takes: Huffman's lengths, none longer than a code may be.</summary>
internal static class CodeLengths
{
    // What a symbol that was never seen counts: it must have a code, at the cost of the seen ones.
    private const double Unseen = 1.0 / 32;

    /// <summary>The lengths for symbols that occur so often, one hexadecimal digit each.</summary>
    public static string Of(ReadOnlySpan<double> counts)
    {
        if (counts.Length == 1) return "0";
        var weights = new double[counts.Length];
        double total = 0;
        foreach (double count in counts) total += count;

        // Rare symbols are made less rare until the longest code is short enough.
        for (double floor = Unseen; ; floor = Math.Max(floor * 2, total / (1 << SymbolCode.MaxLength)))
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = Math.Max(counts[i], floor);
            int[] lengths = Huffman(weights);
            if (lengths.Max() > SymbolCode.MaxLength) continue;
            return string.Concat(lengths.Select(static length => length.ToString("x", null)));
        }
    }

    /// <summary>The bits that symbols take which occur so often, all of them together.</summary>
    public static double Entropy(ReadOnlySpan<double> counts)
    {
        double total = 0, bits = 0;
        foreach (double count in counts)
        {
            total += count;
            if (count > 0) bits -= count * Math.Log2(count);
        }

        return total > 0 ? bits + (total * Math.Log2(total)) : 0;
    }

    private static int[] Huffman(double[] weights)
    {
        // Ties go by number, so that the same counts give the same code everywhere.
        var queue = new PriorityQueue<int, (double Weight, int Number)>();
        var parents = new int[(2 * weights.Length) - 1];
        for (int i = 0; i < weights.Length; i++) queue.Enqueue(i, (weights[i], i));
        int next = weights.Length;
        while (queue.TryDequeue(out int low, out (double Weight, int) first) && queue.Count > 0)
        {
            queue.TryDequeue(out int high, out (double Weight, int) second);
            parents[low] = parents[high] = next;
            queue.Enqueue(next, (first.Weight + second.Weight, next));
            next++;
        }

        var depths = new int[parents.Length];
        for (int node = parents.Length - 2; node >= 0; node--) depths[node] = depths[parents[node]] + 1;
        return depths[..weights.Length];
    }
}
