using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Replication.Generators.Parsing;

/// <summary>
/// Reads a file's declarations without looking at what they mean. What a component is follows from what structs
/// declare, from enums and constants, from how types are nested and derived, and from usings; nothing else is read, so
/// that nothing else makes components be parsed again.
/// </summary>
internal sealed class SourceFileReader
{
    private SurfaceHash _surface = new();
    private SurfaceHash _globalSurface = new();

    public List<TypeDeclarationSyntax> Candidates { get; } = [];

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Mentions { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Namespaces { get; } = new(StringComparer.Ordinal);

    public HashSet<string> GlobalMentions { get; } = new(StringComparer.Ordinal);

    public SurfaceHash Surface => _surface;

    public SurfaceHash GlobalSurface => _globalSurface;

    public void Read(CompilationUnitSyntax file)
    {
        ReadUsings(file.Usings);
        foreach (MemberDeclarationSyntax member in file.Members) ReadMember(member);
    }

    private void ReadUsings(SyntaxList<UsingDirectiveSyntax> usings)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            // A namespace's name names no type; an alias and a static using do.
            bool namesType = directive.Alias is not null || !directive.StaticKeyword.IsKind(SyntaxKind.None);
            if (directive.GlobalKeyword.IsKind(SyntaxKind.None))
                Take(directive, ref _surface, namesType ? Mentions : null);
            else
                Take(directive, ref _globalSurface, namesType ? GlobalMentions : null);
        }
    }

    private void ReadMember(MemberDeclarationSyntax member)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                Namespaces.Add(space.Name.ToString());
                _surface.Add($"namespace {space.Name} {{");
                ReadUsings(space.Usings);
                foreach (MemberDeclarationSyntax inner in space.Members) ReadMember(inner);
                _surface.Add("}");
                break;
            case TypeDeclarationSyntax type:
                ReadType(type);
                break;
            case EnumDeclarationSyntax enumeration:
                Names.Add(enumeration.Identifier.ValueText);
                Take(enumeration);
                break;
            case DelegateDeclarationSyntax declaration:
                Names.Add(declaration.Identifier.ValueText);
                _surface.Add($"delegate {declaration.Identifier.ValueText}");
                break;
        }
    }

    private void ReadType(TypeDeclarationSyntax type)
    {
        bool isStruct = IsStruct(type);
        if (isStruct && type.AttributeLists.Count > 0) Candidates.Add(type);
        Names.Add(type.Identifier.ValueText);
        foreach (SyntaxNodeOrToken part in type.ChildNodesAndTokens())
        {
            if (part.IsToken)
                Take(part.AsToken(), ref _surface, Mentions);
            else if (part.AsNode() is not MemberDeclarationSyntax)
                Take(part.AsNode()!);
        }

        foreach (MemberDeclarationSyntax member in type.Members)
        {
            if (member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
                ReadMember(member);
            else if (isStruct || IsConstant(member))
                Take(member);
        }

        _surface.Add("}");
    }

    private static bool IsStruct(TypeDeclarationSyntax type) => type is StructDeclarationSyntax
        || (type is RecordDeclarationSyntax record && record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword));

    private static bool IsConstant(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.ConstKeyword);

    private void Take(SyntaxNode node) => Take(node, ref _surface, Mentions);

    // All of it but the insides of methods, which declare nothing.
    private static void Take(SyntaxNode node, ref SurfaceHash surface, HashSet<string>? mentions)
    {
        IEnumerable<SyntaxToken> tokens = node.DescendantTokens(
            static inner => inner is not (BlockSyntax or ArrowExpressionClauseSyntax));
        foreach (SyntaxToken token in tokens) Take(token, ref surface, mentions);
    }

    private static void Take(SyntaxToken token, ref SurfaceHash surface, HashSet<string>? mentions)
    {
        surface.Add(token.Text);
        if (token.IsKind(SyntaxKind.IdentifierToken)) mentions?.Add(token.ValueText);
    }
}
