namespace Replication.Generators.Model;

/// <summary>An enum's values by name, for tools; what travels depends on their range alone.</summary>
/// <param name="FullName">As in <c>Game.Team</c>.</param>
/// <param name="IsFlags">Whether its values are sets of bits.</param>
/// <param name="IsSigned">Whether its numbers are signed; where not, they are here by their bits.</param>
/// <param name="Min">The smallest number that is sent.</param>
/// <param name="Max">The largest number that is sent.</param>
/// <param name="Members">The declared values, in order of declaration.</param>
internal sealed record EnumModel(
    string FullName, bool IsFlags, bool IsSigned, long Min, long Max, EquatableArray<EnumMemberModel> Members);

/// <summary>A declared value of an enum.</summary>
/// <param name="Name">As it was declared.</param>
/// <param name="Value">Its number.</param>
internal sealed record EnumMemberModel(string Name, long Value);
