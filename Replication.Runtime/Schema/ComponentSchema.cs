namespace Replication.Runtime;

/// <summary>What is known of a component without its type: the generator writes one for each.</summary>
/// <param name="Name">The component's full name, as in <c>Game.Transform</c>.</param>
/// <param name="Authority">The side that may write it.</param>
/// <param name="WordCount">How many words it has in a row; zero for a tag.</param>
/// <param name="FullBits">What a full send costs, in bits.</param>
/// <param name="Hash">Equal where name, authority, audience, fields, ranges and codes are equal.</param>
/// <param name="Fields">Its fields in the order they are sent.</param>
/// <param name="Audience">Who receives it.</param>
public sealed record ComponentSchema(
    string Name, Authority Authority, int WordCount, int FullBits, ulong Hash, IReadOnlyList<FieldSchema> Fields,
    Audience Audience = Audience.Everyone)
{
    /// <summary>
    /// Whether its deltas foretell motion from two states that the reader holds, and not from one. Default: false.
    /// </summary>
    public bool IsPredicted { get; init; }

    /// <summary>How often a second the server looks at it. Default zero: each tick.</summary>
    public double Rate { get; init; }

    /// <summary>How soon replicas that have it go where not everything can. Default one.</summary>
    public double Priority { get; init; } = 1;

    /// <summary>
    /// Equal where name, authority, fields and ranges are equal, whatever codes were trained. Default:
    /// <see cref="Hash"/>, which it is of a component without trained codes.
    /// </summary>
    public ulong LayoutHash { get => field == 0 ? Hash : field; init; }

    /// <summary>Its trained codes; null where it has those of every component. Default: null.</summary>
    public ComponentCodes? Trained { get; init; }
}
