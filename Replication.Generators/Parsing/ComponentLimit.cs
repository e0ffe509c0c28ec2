using System.Collections.Immutable;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Finds the components that a schema table has no slot for.</summary>
internal static class ComponentLimit
{
    public static EquatableArray<DiagnosticInfo> Check(ImmutableArray<ParseResult> results)
    {
        if (results.Length <= KnownNames.MaxComponents) return EquatableArray<DiagnosticInfo>.Empty;
        return results
            .OrderBy(result => result.FullName, StringComparer.Ordinal)
            .Skip(KnownNames.MaxComponents)
            .Select(result => new DiagnosticInfo(
                Descriptors.TooManyComponents,
                result.Identifier,
                new EquatableArray<string>([result.FullName, $"{results.Length}", $"{KnownNames.MaxComponents}"])))
            .ToEquatableArray();
    }
}
