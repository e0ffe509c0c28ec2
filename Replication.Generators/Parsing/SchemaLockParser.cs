using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Replication.Generators.Model;
using static Replication.Generators.Parsing.JsonTree;

namespace Replication.Generators.Parsing;

/// <summary>
/// Reads the additional file <c>schema.lock.json</c>, which Runtime's SchemaLock and the code fix write.
/// </summary>
internal static class SchemaLockParser
{
    public const string FileName = "schema.lock.json";

    public const string Format = "1";

    /// <summary>Whether a file is a lock.</summary>
    public static bool IsLock(string path) =>
        string.Equals(Path.GetFileName(path), FileName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The lock of a project; null where it has none.</summary>
    public static SchemaLockModel? Find(IEnumerable<AdditionalText> files, CancellationToken cancellation) =>
        files.FirstOrDefault(file => IsLock(file.Path)) is { } file
            ? Parse(file.GetText(cancellation)?.ToString() ?? "")
            : null;

    /// <summary>Reads a lock.</summary>
    public static SchemaLockModel Parse(string text) => JsonTree.Read(
        text,
        Format,
        root => new SchemaLockModel(
            Child(root, "components").Elements().Select(ParseComponent).ToEquatableArray(), null),
        Refused);

    private static SchemaLockModel Refused(string problem) => new(EquatableArray<LockedComponent>.Empty, problem);

    private static LockedComponent ParseComponent(XElement item) => new(
        Text(item, "name"), Text(item, "authority"), Text(item, "audience"),
        Child(item, "fields").Elements().Select(ParseField).ToEquatableArray());

    private static LockedField ParseField(XElement item) => new(
        Text(item, "name"),
        item.Element("key")?.Value ?? Text(item, "name"),
        Text(item, "kind"),
        int.Parse(Text(item, "words"), CultureInfo.InvariantCulture),
        int.Parse(Text(item, "bits"), CultureInfo.InvariantCulture),
        Number(item, "min"),
        Number(item, "max"),
        Number(item, "step"));

    private static double Number(XElement item, string name) => item.Element(name) is { } element
        ? double.Parse(element.Value, CultureInfo.InvariantCulture)
        : 0;
}
