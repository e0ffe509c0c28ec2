using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>
/// What names from outside the sources mean, and the compilation that knows it. Equal while they mean the same, in
/// whichever compilation; the pipeline then keeps the first, so this must not hold on to the one that it came from.
/// </summary>
internal sealed class ProjectSettings(ImmutableArray<MetadataReference> references, Compilation compilation)
    : IEquatable<ProjectSettings>
{
    private readonly ImmutableArray<MetadataReference> _references = references;
    private readonly CompilationOptions _options = compilation.Options;
    private readonly string? _assemblyName = compilation.AssemblyName;
    private readonly WeakReference<Compilation> _compilation = new(compilation);

    /// <summary>The compilation, which lives as long as the run that this is new in; later null.</summary>
    public Compilation? Compilation => _compilation.TryGetTarget(out Compilation? target) ? target : null;

    // The array comes from the pipeline, which gives the same one while nothing in it changed.
    public bool Equals(ProjectSettings? other) => other is not null
        && _references == other._references
        && _options.Equals(other._options)
        && _assemblyName == other._assemblyName;

    public override bool Equals(object? obj) => Equals(obj as ProjectSettings);

    public override int GetHashCode() => _assemblyName?.GetHashCode() ?? 0;
}

/// <summary>All that components follow from.</summary>
/// <param name="Files">The sources; the same array while nothing in it changed.</param>
/// <param name="Settings">The rest.</param>
internal sealed record ProjectSnapshot(ImmutableArray<SourceFile> Files, ProjectSettings Settings);
