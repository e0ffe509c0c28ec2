namespace Replication.Generators.Emission;

/// <summary>The index of a word as an expression: a constant, plus a stride for each loop around it.</summary>
/// <param name="Constant">The part that is known.</param>
/// <param name="Loops">The part that loops add, as in <c>(i * 3)</c>; empty outside loops.</param>
/// <param name="Depth">How many loops are around it.</param>
internal readonly record struct WordIndex(int Constant, string Loops, int Depth)
{
    public static WordIndex Zero => new(0, "", 0);

    /// <summary>The variable of the next loop within: i, j, k and so on.</summary>
    public string Variable => ((char)('i' + Depth)).ToString();

    public WordIndex Plus(int words) => this with { Constant = Constant + words };

    /// <summary>The index of an element in a loop over elements of so many words.</summary>
    public WordIndex InLoop(int stride)
    {
        string term = stride == 1 ? Variable : $"({Variable} * {stride})";
        return new WordIndex(Constant, Loops.Length == 0 ? term : $"{Loops} + {term}", Depth + 1);
    }

    public override string ToString()
    {
        if (Loops.Length == 0) return $"{Constant}";
        if (Constant > 0) return $"{Constant} + {Loops}";
        bool isSingleTerm = Loops[0] == '(' && Loops.IndexOf(')') == Loops.Length - 1;
        return isSingleTerm ? Loops.Trim('(', ')') : Loops;
    }

    /// <summary>The words of a field from here on.</summary>
    public string Slice(string span, int words) => $"{span}.Slice({this}, {words})";
}
