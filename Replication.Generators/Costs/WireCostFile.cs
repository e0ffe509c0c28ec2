using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Replication.Generators.Costs;

// A compiler's parts must not write files, so the costs leave the compiler as a generated source that is nothing but
// comments; the target in build/Replication.Generators.targets takes the slashes off and writes wire-costs.json.

/// <summary>
/// The wire costs of an assembly as JSON in comments: one line for each component and each of its fields, sorted by
/// name, so that a review sees what an edit costs as a changed line.
/// </summary>
internal static class WireCostFile
{
    private const string HintName = "WireCosts.g.cs";
    private const string Property = "build_property.ReplicationWireCosts";

    /// <summary>Whether the build asks for it.</summary>
    public static IncrementalValueProvider<bool> IsWanted(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue(Property, out string? value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));

    public static void AddTo(SourceProductionContext output, ImmutableArray<ComponentCost> costs)
    {
        if (costs.Length > 0) output.AddSource(HintName, Text(costs));
    }

    public static string Text(IEnumerable<ComponentCost> costs)
    {
        IEnumerable<string> lines = costs.OrderBy(cost => cost.Name, StringComparer.Ordinal).SelectMany(Lines);
        return $"// [\n{string.Join(",\n", lines)}\n// ]\n";
    }

    private static IEnumerable<string> Lines(ComponentCost cost)
    {
        string component = $"\"component\": \"{cost.Name}\"";
        return cost.Fields
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => Line($"{component}, \"field\": \"{field.Name}\"", field.FullBits, field.Update))
            .Prepend(Line(component, cost.FullBits, cost.Update));
    }

    private static string Line(string names, int fullBits, WireCost update)
    {
        var line = new StringBuilder($"//   {{ {names}");
        Append("min", update.Min);
        Append("typical", update.Typical);
        Append("max", update.Max);
        Append("full", fullBits);
        return line.Append(" }").ToString();

        void Append(string name, int bits) =>
            line.Append($", \"{name}\": ").Append(bits.ToString(CultureInfo.InvariantCulture));
    }
}
