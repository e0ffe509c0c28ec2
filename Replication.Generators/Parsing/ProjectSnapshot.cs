using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>
/// All that components follow from. Equal to the one before while it declares the same; the pipeline then keeps the one
/// before, so it must not hold on to the compilation that it was taken from.
/// </summary>
internal sealed class ProjectSnapshot(
    ImmutableArray<SourceFile> files, ImmutableArray<MetadataReference> references, Compilation compilation)
    : IEquatable<ProjectSnapshot>
{
    private readonly ImmutableArray<MetadataReference> _references = references;
    private readonly CompilationOptions _options = compilation.Options;
    private readonly string? _assemblyName = compilation.AssemblyName;
    private readonly WeakReference<Compilation> _compilation = new(compilation);

    public ImmutableArray<SourceFile> Files { get; } = files;

    /// <summary>The compilation, which lives as long as the run that this is new in; later null.</summary>
    public Compilation? Compilation => _compilation.TryGetTarget(out Compilation? target) ? target : null;

    /// <summary>Whether names from outside the sources mean the same in both.</summary>
    public bool HasSettingsOf(ProjectSnapshot other) => _references == other._references
        && _options.Equals(other._options)
        && _assemblyName == other._assemblyName;

    // Both arrays come from the pipeline, which gives the same array while nothing in it changed.
    public bool Equals(ProjectSnapshot? other) =>
        other is not null && Files == other.Files && HasSettingsOf(other);

    public override bool Equals(object? obj) => Equals(obj as ProjectSnapshot);

    public override int GetHashCode() => Files.GetHashCode();
}
