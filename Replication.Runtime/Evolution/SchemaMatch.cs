namespace Replication.Runtime;

/// <summary>Finds out whether what another build sends can be read here, and how.</summary>
internal sealed class SchemaMatch
{
    private readonly SchemaTable _local;
    private readonly SchemaDifference _difference = new();

    private SchemaMatch(SchemaTable local)
    {
        _local = local;
    }

    /// <summary>Compares the components of a sender with those here.</summary>
    /// <param name="local">The components here.</param>
    /// <param name="sender">The sender's, by name.</param>
    /// <param name="difference">What cannot be read, a line each; empty where all can be.</param>
    /// <returns>A table with the sender's layout, to read by; null where something cannot be read.</returns>
    public static SchemaTable? Of(SchemaTable local, IReadOnlyList<ComponentSchema> sender, out string difference)
    {
        var match = new SchemaMatch(local);
        var codecs = new ComponentCodec?[sender.Count];
        var slots = new int[sender.Count];
        for (int i = 0; i < codecs.Length; i++)
        {
            slots[i] = match.SlotOf(sender[i].Name);
            codecs[i] = match.CodecOf(sender[i], slots[i] < 0 ? null : local.Codecs[slots[i]]);
        }

        difference = match._difference.ToString();
        return difference.Length > 0 ? null : SchemaTable.OfSender(codecs!, slots);
    }

    private int SlotOf(string name)
    {
        for (int slot = 0; slot < _local.Count; slot++)
        {
            if (_local.Codecs[slot].Schema.Name == name) return slot;
        }

        return -1;
    }

    private ComponentCodec? CodecOf(ComponentSchema sender, ComponentCodec? local)
    {
        if (local is not null && local.Schema.Hash == sender.Hash) return local;
        if (local is not null && local.Schema.Authority != sender.Authority)
            _difference.AddAuthority(local.Schema, sender);
        List<WordMove> moves = local is null ? [] : MovesOf(sender, local.Schema);
        foreach (FieldSchema field in sender.Fields.Where(static field => !DescribedField.CanRead(field)))
            _difference.AddUnreadable(sender, field);
        if (!_difference.IsEmpty) return null;
        if (local is not null) sender = sender with { Fields = [.. sender.Fields.Select(WithParent)] };
        if (DescribedRecord.Of(sender.Fields) is { } fields) return new ForeignCodec(sender, fields, local, [.. moves]);
        _difference.AddTooMany(sender);
        return null;

        // Whether a child waits for its parent is up to whoever shows it.
        FieldSchema WithParent(FieldSchema theirs) =>
            Counterpart(theirs, local!.Schema, sender) is { IsParent: true } ? theirs with { IsParent = true } : theirs;
    }

    private List<WordMove> MovesOf(ComponentSchema sender, ComponentSchema local)
    {
        var moves = new List<WordMove>();
        foreach (FieldSchema theirs in sender.Fields)
        {
            if (Counterpart(theirs, local, sender) is not { } ours) continue;
            if (IsSame(ours, theirs))
                moves.Add(new WordMove(theirs.WordOffset, ours.WordOffset, ours.WordCount));
            else
                _difference.AddField(local, ours, theirs);
        }

        return moves;
    }

    // By key; and by name where one build gave the field an id that the other does not know yet.
    private static FieldSchema? Counterpart(FieldSchema theirs, ComponentSchema local, ComponentSchema sender)
    {
        FieldSchema? ours = local.Fields.FirstOrDefault(field => field.Key == theirs.Key);
        if (ours is not null) return ours;
        ours = local.Fields.FirstOrDefault(field => field.Name == theirs.Name);
        if (ours is null || sender.Fields.Any(field => field.Key == ours.Key)) return null;
        return ours.Key == ours.Name || theirs.Key == theirs.Name ? ours : null;
    }

    private static bool IsSame(FieldSchema ours, FieldSchema theirs) =>
        ours.Kind == theirs.Kind && ours.WordCount == theirs.WordCount && ours.Bits == theirs.Bits
        && ours.Min.Equals(theirs.Min) && ours.Max.Equals(theirs.Max) && ours.Step.Equals(theirs.Step);
}
