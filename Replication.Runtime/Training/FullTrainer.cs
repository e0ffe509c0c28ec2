namespace Replication.Runtime;

/// <summary>Trains the codes of rows in full: as deltas against the row that is typical of them.</summary>
internal static class FullTrainer
{
    public static CodesProfile Train(ComponentSchema schema, SampleSet rows)
    {
        uint[] typical = TypicalOf(schema, rows);
        var samples = new SampleSet(schema.WordCount);
        for (int row = 0; row < rows.Count; row++) samples.Add(new DeltaBaseline(typical), rows.Current(row));
        return new CodeTrainer(schema, samples, typical).Train();
    }

    // Of each word the value that is most frequent; of equally frequent ones the smallest.
    private static uint[] TypicalOf(ComponentSchema schema, SampleSet rows)
    {
        var typical = new uint[schema.WordCount];
        var counts = new Dictionary<uint, int>();
        for (int word = 0; word < typical.Length && rows.Count > 0; word++)
        {
            counts.Clear();
            for (int row = 0; row < rows.Count; row++)
            {
                uint value = rows.Current(row)[word];
                counts[value] = counts.GetValueOrDefault(value) + 1;
            }

            typical[word] = counts
                .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key).First().Key;
        }

        return typical;
    }
}
