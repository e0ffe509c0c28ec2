namespace Replication.Runtime;

/// <summary>Makes codes of a profile's texts.</summary>
internal static class ProfileCodes
{
    /// <summary>The trained codes of a component.</summary>
    /// <exception cref="ArgumentException">The profile's fields are not the component's.</exception>
    public static ComponentCodes Of(ComponentSchema schema, ComponentProfile profile)
    {
        if (profile.Layout != schema.LayoutHash) Throw.ProfileStale(profile.Name);

        // A delta is written only where something differs: then a single field has no mask.
        return new ComponentCodes(
            Of(schema, profile.Delta, hasMask: schema.Fields.Count > 1), Of(schema, profile.Full, hasMask: true),
            profile.Full.Typical);
    }

    private static CodeSchema Of(ComponentSchema schema, CodesProfile profile, bool hasMask)
    {
        Part[] parts = Part.Of(schema) ?? [];
        if (!parts.Select(static part => part.Name).SequenceEqual(profile.Words.Select(static word => word.Name))
            || profile.Order.Count != schema.Fields.Count)
        {
            Throw.ProfileStale(schema.Name);
        }

        List<string> order = [.. profile.Order];
        return new CodeSchema(
            hasMask ? new ChangeCode(profile.Changes.ToArray()) : null,
            [.. schema.Fields.Select(field => order.IndexOf(field.Name))],
            [.. profile.Words.Select((word, i) => CodeOf(word, parts[i], i, profile))]);
    }

    private static WordCode CodeOf(WordProfile word, Part part, int index, CodesProfile profile)
    {
        int parent = word.Parent.Length == 0
            ? -1
            : profile.Words.ToList().FindIndex(other => other.Name == word.Parent);
        return new WordCode(
            index, part.Bits, part.MaxWord, word.Prediction, word.Lengths.ToArray(), word.Form, word.Step,
            word.Dictionary.ToArray(), parent, word.Contexts);
    }
}
