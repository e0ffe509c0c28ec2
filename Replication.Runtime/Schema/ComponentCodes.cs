namespace Replication.Runtime;

/// <summary>The trained codes of a component, so that another build can be told of them.</summary>
/// <param name="Delta">The codes of a row against a baseline.</param>
/// <param name="Full">The codes of a row in full, as a delta against <paramref name="Typical"/>.</param>
/// <param name="Typical">The words that rows in full are sent against, as many as the component has.</param>
public sealed record ComponentCodes(CodeSchema Delta, CodeSchema Full, IReadOnlyList<uint> Typical);

/// <summary>The trained codes of one kind of send.</summary>
/// <param name="Changes">
/// The code of the change mask; null where a delta has none, since the component has a single field.
/// </param>
/// <param name="Ranks">The bit of each field in that mask, in the order of the fields.</param>
/// <param name="Words">The code of each part, in the order of the fields.</param>
public sealed record CodeSchema(ChangeCode? Changes, IReadOnlyList<int> Ranks, IReadOnlyList<WordCode> Words);
