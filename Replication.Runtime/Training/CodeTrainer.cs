namespace Replication.Runtime;

/// <summary>Trains the codes of one kind of send of one component.</summary>
/// <param name="schema">The component.</param>
/// <param name="samples">Rows that were sent.</param>
/// <param name="typical">The row that each was sent against, where it was the same; else empty.</param>
internal sealed class CodeTrainer(ComponentSchema schema, SampleSet samples, uint[] typical)
{
    public CodesProfile Train()
    {
        ulong[] masks = ChangeTrainer.Masks(schema, samples);
        int[] order = ChangeTrainer.Order(schema.Fields.Count, masks);
        return new CodesProfile(
            samples.Count, typical, [.. order.Select(field => schema.Fields[field].Name)],
            ChangeTrainer.Lengths(order, masks), TrainWords(masks));
    }

    private List<WordProfile> TrainWords(ulong[] masks)
    {
        Part[] parts = Part.Of(schema)!;
        var choices = new List<WordChoice>();
        var words = new List<WordProfile>();
        foreach (Part part in parts)
        {
            int[] rows = [.. Enumerable.Range(0, masks.Length).Where(row => (masks[row] >> part.Field & 1) != 0)];
            WordChoice choice = new WordTrainer(part, samples, rows).Choose();
            ContextChoice context = ContextTrainer.Choose(choice, choices);
            words.Add(new WordProfile(
                part.Name, choice.Form, choice.Step, choice.Prediction, choice.Dictionary,
                context.Parent < 0 ? "" : parts[context.Parent].Name, context.Contexts,
                [.. context.Counts.Select(static counts => CodeLengths.Of(counts))]));
            choices.Add(choice);
        }

        return words;
    }
}
