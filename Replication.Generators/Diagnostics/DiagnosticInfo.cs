using Microsoft.CodeAnalysis;
using Replication.Generators.Model;

namespace Replication.Generators.Diagnostics;

/// <summary>A diagnostic that compares by value, so that the parser's result can be cached with it.</summary>
internal sealed record DiagnosticInfo(
    DiagnosticDescriptor Descriptor, LocationInfo? Location, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(
        DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        new(descriptor, LocationInfo.Of(location), arguments.ToEquatableArray());

    /// <summary>The diagnostic in its own tree, so that a pragma there can silence it.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation) =>
        Diagnostic.Create(Descriptor, Location?.ToLocation(compilation), [.. Arguments]);

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location?.ToLocation(), [.. Arguments]);
}
