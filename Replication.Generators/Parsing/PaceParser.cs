using System.Globalization;
using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>
/// Reads how often and how soon something goes: tolerances of fields, rate and priority of a component.
/// </summary>
internal static class PaceParser
{
    // As Runtime has them: no server ticks more often, no replica weighs less or more.
    private const double MostRate = 1_000;
    private const double LeastPriority = 1 / 16.0;
    private const double MostPriority = 16;

    /// <summary>A field's tolerance; zero where it has none, or none that holds.</summary>
    /// <param name="records">Whose field it is; takes what is wrong with it.</param>
    /// <param name="field">The field.</param>
    /// <param name="shape">What it holds.</param>
    public static double ToleranceOf(RecordParser records, IFieldSymbol field, FieldShape shape)
    {
        if (SymbolNames.Find(field, KnownNames.ToleranceAttribute) is not { } attribute
            || AttributeArguments.Value<double>(attribute, 0) is not { } tolerance) return 0;
        if (ProblemOf(field, shape, tolerance) is not var (reason, remedy)) return tolerance;
        records.Add(
            Descriptors.BadTolerance, AttributeArguments.NameLocation(attribute), $"{records.Path}", reason, remedy);
        return 0;
    }

    /// <summary>Names a rate or priority that no component can have.</summary>
    public static void Check(INamedTypeSymbol component, ProblemCollector problems)
    {
        if (SymbolNames.Find(component, KnownNames.ReplicatedAttribute) is not { } attribute) return;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Value.Value is not double value) continue;
            string? limits = argument.Key switch
            {
                "Rate" when !(value > 0 && value <= MostRate) => "above 0 and at most 1000 a second",
                "Priority" when !(value >= LeastPriority && value <= MostPriority) => "1/16 to 16",
                _ => null,
            };
            if (limits is null) continue;
            problems.Add(
                Descriptors.BadPace, AttributeArguments.LocationOfNamed(attribute, argument.Key),
                argument.Key, component.Name, Text(value), limits);
        }
    }

    private static (string Reason, string Remedy)? ProblemOf(IFieldSymbol field, FieldShape shape, double tolerance)
    {
        if (MostDifference(shape) is not { } most)
        {
            string type = field.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            string remedy = shape is RecordShape ? "put it on the numbers in that struct" : "remove it";
            return ($"its type is '{type}'", remedy);
        }

        if (!(tolerance > 0))
            return ($"{Text(tolerance)} is not above 0", "give it the largest difference that need not be sent");
        return tolerance < most
            ? null
            : ($"no change is larger than {Text(tolerance)}", $"give it less than {Text(most)}");
    }

    // Null where fields of the shape have no distance: a value of 64 bits is two words that say nothing by themselves.
    private static double? MostDifference(FieldShape shape) => shape switch
    {
        RangeShape { Range: var range } => range.Max - range.Min,
        IntegerShape { IsEnum: false, Bits: var bits } => Math.Pow(2, bits) - 1,
        FloatShape or VectorShape => double.PositiveInfinity,
        _ => null,
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
