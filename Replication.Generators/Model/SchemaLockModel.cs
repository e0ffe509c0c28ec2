namespace Replication.Generators.Model;

/// <summary>What <c>schema.lock.json</c> says that was released, or would say of the components as they are.</summary>
/// <param name="Components">The components.</param>
/// <param name="Problem">Why the file was not read; null where it was.</param>
internal sealed record SchemaLockModel(EquatableArray<LockedComponent> Components, string? Problem)
{
    public LockedComponent? Find(string name) => Components.FirstOrDefault(component => component.Name == name);
}

/// <summary>A component of the lock.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Authority">The side that may write it.</param>
/// <param name="Audience">Who receives it.</param>
/// <param name="Fields">Its fields, those of structs within it each on its own.</param>
internal sealed record LockedComponent(
    string Name, string Authority, string Audience, EquatableArray<LockedField> Fields)
{
    public bool HasArray => Fields.Any(item => item.Kind == "Array");

    /// <summary>The same field here, as Runtime matches: by key, or by name where one of the two has no id.</summary>
    public LockedField? Counterpart(LockedField other, LockedComponent owner)
    {
        LockedField? same = Fields.FirstOrDefault(field => field.Key == other.Key);
        if (same is not null) return same;
        same = Fields.FirstOrDefault(field => field.Name == other.Name);
        if (same is null || owner.Fields.Any(field => field.Key == same.Key)) return null;
        return same.Key == same.Name || other.Key == other.Name ? same : null;
    }
}

/// <summary>A field of the lock: what Runtime's FieldSchema says of it.</summary>
/// <param name="Name">Its path, as in <c>Aim.Yaw</c>.</param>
/// <param name="Key">The path with ids in place of names.</param>
/// <param name="Kind">A name of Runtime's FieldKind.</param>
/// <param name="Words">Its words.</param>
/// <param name="Bits">Its bits in a full send.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Step">The distance of neighbouring values; zero where it is exact.</param>
internal sealed record LockedField(
    string Name, string Key, string Kind, int Words, int Bits, double Min, double Max, double Step)
{
    /// <summary>Whether builds with the one read what builds with the other send.</summary>
    public bool IsSameOnTheWire(LockedField other) => this with { Name = other.Name, Key = other.Key } == other;
}
