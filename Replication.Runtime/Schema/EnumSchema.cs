namespace Replication.Runtime;

/// <summary>The names of an enum's values, so that tools show them where only numbers travel.</summary>
/// <param name="TypeName">The enum's full name, as in <c>Game.Team</c>.</param>
/// <param name="IsFlags">Whether its values are sets of bits.</param>
/// <param name="IsSigned">Whether its numbers are signed; where not, those here are bits of unsigned ones.</param>
/// <param name="Min">The smallest number that is sent.</param>
/// <param name="Max">The largest number that is sent.</param>
/// <param name="Members">The declared values, in order of declaration; several names may have one number.</param>
public sealed record EnumSchema(
    string TypeName, bool IsFlags, bool IsSigned, long Min, long Max, IReadOnlyList<EnumMember> Members)
{
    // Whether a number is one that is sent.
    internal bool Contains(long value) => IsSigned
        ? value >= Min && value <= Max
        : (ulong)value >= (ulong)Min && (ulong)value <= (ulong)Max;
}

/// <summary>A declared value of an enum.</summary>
/// <param name="Name">As it was declared.</param>
/// <param name="Value">Its number.</param>
public readonly record struct EnumMember(string Name, long Value);
