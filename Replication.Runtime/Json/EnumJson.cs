using System.Numerics;
using System.Text.Json;

namespace Replication.Runtime;

/// <summary>Writes the values of enums by name where they have one, and as numbers where not.</summary>
internal static class EnumJson
{
    private const int MaxNamesInErrors = 12;

    public static void Write(Utf8JsonWriter writer, long value, EnumSchema names)
    {
        if (NameOf(names, value) is { } name)
            writer.WriteStringValue(name);
        else if (names.IsSigned)
            writer.WriteNumberValue(value);
        else
            writer.WriteNumberValue(unchecked((ulong)value));
    }

    public static bool TryParse(EnumSchema names, string text, out long value)
    {
        value = 0;
        if (!names.IsFlags) return TryFind(names, text, out value);
        foreach (string part in text.Split(','))
        {
            if (!TryFind(names, part.Trim(), out long bits)) return false;
            value |= bits;
        }

        return true;
    }

    /// <summary>What is right where something else was, for an error message.</summary>
    public static string Describe(EnumSchema names)
    {
        string list = string.Join(", ", names.Members.Take(MaxNamesInErrors).Select(static member => member.Name));
        if (names.Members.Count > MaxNamesInErrors) list += " and so on";
        string range = names.IsSigned ? $"{names.Min} to {names.Max}" : $"{(ulong)names.Min} to {(ulong)names.Max}";
        return list.Length == 0 ? $"a number from {range}" : $"one of {list}, or a number from {range}";
    }

    private static bool TryFind(EnumSchema names, string text, out long value)
    {
        foreach (EnumMember member in names.Members)
        {
            value = member.Value;
            if (member.Name == text) return true;
        }

        value = 0;
        return false;
    }

    private static string? NameOf(EnumSchema names, long value)
    {
        foreach (EnumMember member in names.Members)
        {
            if (member.Value == value) return member.Name;
        }

        return names.IsFlags ? NamesOf(names, value) : null;
    }

    // The fewest names first: a name of many bits goes before those of its parts.
    private static string? NamesOf(EnumSchema names, long value)
    {
        var parts = new List<string>();
        ulong rest = unchecked((ulong)value);
        foreach (EnumMember member in names.Members.OrderByDescending(BitCount))
        {
            ulong bits = unchecked((ulong)member.Value);
            if (bits == 0 || (rest & bits) != bits) continue;
            rest &= ~bits;
            parts.Add(member.Name);
        }

        return rest == 0 && parts.Count > 0 ? string.Join(", ", parts) : null;
    }

    private static int BitCount(EnumMember member) => BitOperations.PopCount(unchecked((ulong)member.Value));
}
