using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Replication.Generators.Diagnostics;

/// <summary>A place in source that compares by value and holds on to no syntax tree.</summary>
internal sealed record LocationInfo(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? Of(Location? location) => location?.SourceTree is null
        ? null
        : new LocationInfo(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation(Compilation compilation) =>
        compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == FilePath) is { } tree
            ? Location.Create(tree, Span)
            : ToLocation();

    public Location ToLocation() => Location.Create(FilePath, Span, Lines);
}
