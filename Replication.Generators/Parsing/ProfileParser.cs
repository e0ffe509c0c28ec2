using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Replication.Generators.Model;
using static Replication.Generators.Parsing.JsonTree;

namespace Replication.Generators.Parsing;

/// <summary>
/// Reads the additional files <c>wire-profile.json</c> and <c>NAME.wire-profile.json</c>, which Runtime's
/// WireProfileJson writes.
/// </summary>
internal static class ProfileParser
{
    private const string FileName = "wire-profile.json";

    private const string Format = "1";
    private const int MaxLength = 15;

    /// <summary>Whether an additional file is a profile.</summary>
    public static bool IsProfile(AdditionalText file)
    {
        string name = Path.GetFileName(file.Path);
        return string.Equals(name, FileName, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("." + FileName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the profiles among some additional files, as one.</summary>
    public static ProfileFile ParseAll(IEnumerable<AdditionalText> files, CancellationToken cancellation) =>
        ProfileFile.Join(files.Where(IsProfile).Select(file => Parse(file, cancellation)));

    /// <summary>Reads a file that is a profile by its name.</summary>
    public static ProfileFile Parse(AdditionalText file, CancellationToken cancellation) =>
        Parse(file.GetText(cancellation)?.ToString() ?? "");

    /// <summary>Reads a profile.</summary>
    public static ProfileFile Parse(string text) => JsonTree.Read(
        text,
        Format,
        root => new ProfileFile(Items(root, "components").Select(ParseComponent).ToEquatableArray(), null),
        Refused);

    private static ProfileFile Refused(string problem) => ProfileFile.None with { Problem = problem };

    private static ProfileModel ParseComponent(XElement item) => new(
        Text(item, "name"), Text(item, "layout"), ParseCodes(Child(item, "delta")), ParseCodes(Child(item, "full")));

    private static CodesModel ParseCodes(XElement item) => new(
        int.Parse(Text(item, "samples"), CultureInfo.InvariantCulture),
        Numbers(item, "typical"),
        Texts(item, "order"),
        Texts(item, "changes").Select(Lengths).ToEquatableArray(),
        Items(item, "words").Select(ParseWord).ToEquatableArray());

    private static WordCodeModel ParseWord(XElement item) => new(
        Text(item, "name"),
        OneOf(Text(item, "form"), "Whole", "Number", "Lattice"),
        double.Parse(Text(item, "step"), CultureInfo.InvariantCulture),
        OneOf(Text(item, "prediction"), "None", "Hold", "Linear"),
        Numbers(item, "dictionary"),
        Text(item, "parent"),
        Digits(Text(item, "contexts")),
        Texts(item, "lengths").Select(Lengths).ToEquatableArray());

    // Runtime would refuse them as well, but in the game and not in the editor.
    private static string Lengths(string lengths)
    {
        if (Digits(lengths) == "0") return lengths;
        int room = lengths.Sum(digit => digit == '0' ? 0 : 1 << (MaxLength - Convert.ToInt32($"{digit}", 16)));
        return room == 1 << MaxLength && lengths.IndexOf('0') < 0
            ? lengths
            : throw new FormatException($"the lengths {lengths} are those of no prefix code");
    }

    private static string Digits(string text) => text.Length > 0 && text.All(Uri.IsHexDigit)
        ? text
        : throw new FormatException($"'{text}' is not hexadecimal");

    private static string OneOf(string text, params string[] names) => names.Contains(text)
        ? text
        : throw new FormatException($"'{text}' is none of {string.Join(", ", names)}");

    private static IEnumerable<XElement> Items(XElement item, string name) => Child(item, name).Elements();

    private static EquatableArray<string> Texts(XElement item, string name) =>
        Items(item, name).Select(text => text.Value).ToEquatableArray();

    private static EquatableArray<uint> Numbers(XElement item, string name) =>
        Text(item, name).Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => uint.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))
            .ToEquatableArray();
}
