using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Replication.Generators.Parsing;

/// <summary>
/// What a file holds that matters to components: structs that may be some, and what it declares that others may depend
/// on. Equal to what it was before where an edit changed nothing but methods and comments.
/// </summary>
internal sealed class SourceFile : IEquatable<SourceFile>
{
    public SourceFile(SourceFileReader reader)
    {
        Candidates = [.. reader.Candidates];
        Names = [.. reader.Names];
        Mentions = [.. reader.Mentions];
        Namespaces = [.. reader.Namespaces];
        GlobalMentions = [.. reader.GlobalMentions];
        Surface = reader.Surface.Value;
        GlobalSurface = reader.GlobalSurface.Value;
    }

    /// <summary>Structs that have attributes, by their place; each only once.</summary>
    public TypeDeclarationSyntax[] Candidates { get; }

    /// <summary>The types that it declares.</summary>
    public string[] Names { get; }

    /// <summary>Every name in what it declares: what that depends on is among them.</summary>
    public string[] Mentions { get; }

    /// <summary>The namespaces that it declares.</summary>
    public string[] Namespaces { get; }

    /// <summary>Names in usings that count in every file.</summary>
    public string[] GlobalMentions { get; }

    /// <summary>Equal where the declarations are, whatever their methods do.</summary>
    public ulong Surface { get; }

    /// <summary>Equal where the usings that count in every file are.</summary>
    public ulong GlobalSurface { get; }

    public static SourceFile Of(SyntaxTree tree, CancellationToken cancellation)
    {
        var reader = new SourceFileReader();
        reader.Read((CompilationUnitSyntax)tree.GetRoot(cancellation));
        return new SourceFile(reader);
    }

    // The names are in the surface. Candidates compare as objects: a node belongs to one version of its file.
    public bool Equals(SourceFile? other) => other is not null
        && Surface == other.Surface
        && GlobalSurface == other.GlobalSurface
        && Candidates.SequenceEqual(other.Candidates);

    public override bool Equals(object? obj) => Equals(obj as SourceFile);

    public override int GetHashCode() => Surface.GetHashCode();
}
