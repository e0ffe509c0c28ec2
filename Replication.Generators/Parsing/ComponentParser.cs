using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Turns a struct marked <c>[Replicated]</c> into a model, or says why it is no component.</summary>
internal static class ComponentParser
{
    /// <summary>What a candidate is; null where it is not marked, on this part of it.</summary>
    public static ParseResult? Parse(ParseRequest request, CancellationToken cancellation) =>
        request.SymbolOf(cancellation) is { } type
            && request.FindHere(type, KnownNames.ReplicatedAttribute) is not null
            ? Parse(request.Declaration, type, request.Compilation!, cancellation)
            : null;

    /// <summary>What a struct marked <c>[Replicated]</c> is.</summary>
    public static ParseResult Parse(
        TypeDeclarationSyntax declaration,
        INamedTypeSymbol type,
        Compilation compilation,
        CancellationToken cancellation)
    {
        var diagnostics = new List<DiagnosticInfo>();
        ComponentModel? component = null;
        CheckDeclaration(declaration, type, diagnostics);
        if (diagnostics.Count == 0 && type.TypeKind == TypeKind.Struct)
        {
            var records = new RecordParser(type, compilation, diagnostics, cancellation);
            RecordModel? record = records.ParseComponent();
            if (record is not null && diagnostics.Count == 0)
                component = ModelOf(declaration, type, record, records.Nested);
        }

        return new ParseResult(
            component,
            diagnostics.ToEquatableArray(),
            SymbolNames.FullName(type),
            LocationInfo.Of(declaration.Identifier.GetLocation()));
    }

    private static ComponentModel ModelOf(
        TypeDeclarationSyntax declaration,
        INamedTypeSymbol type,
        RecordModel record,
        IEnumerable<RecordModel> nested) => new(
        type.ContainingNamespace.IsGlobalNamespace ? "" : SymbolNames.InCode(type.ContainingNamespace),
        ContainersOf(declaration).Reverse().Select(DeclarationText).ToEquatableArray(),
        DeclarationText(declaration),
        declaration.Identifier.Text,
        SymbolNames.FullName(type),
        AuthorityOf(type),
        record,
        nested.ToEquatableArray());

    private static void CheckDeclaration(
        TypeDeclarationSyntax declaration, INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
    {
        foreach (TypeDeclarationSyntax part in ContainersOf(declaration).Prepend(declaration))
        {
            Location location = part.Identifier.GetLocation();
            string name = part.Identifier.ValueText;
            if (part.TypeParameterList is not null)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.GenericComponent, location, name));
            }
            else if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                diagnostics.Add(DiagnosticInfo.Create(
                    Descriptors.NotPartial, location, name, type.Name, KeywordOf(part)));
            }
        }

        if (type.IsRefLikeType)
        {
            diagnostics.Add(DiagnosticInfo.Create(
                Descriptors.NotUnmanaged, declaration.Identifier.GetLocation(), type.Name, type.Name));
        }

        if (!IsReachable(type))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                Descriptors.NotReachable, declaration.Identifier.GetLocation(), type.Name));
        }
    }

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            if (level.IsFileLocal) return false;
            if (level.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected
                or Accessibility.ProtectedAndInternal) return false;
        }

        return true;
    }

    private static IEnumerable<TypeDeclarationSyntax> ContainersOf(TypeDeclarationSyntax declaration) =>
        declaration.Ancestors().OfType<TypeDeclarationSyntax>();

    private static string DeclarationText(TypeDeclarationSyntax declaration) =>
        $"partial {KeywordOf(declaration)} {declaration.Identifier.Text}";

    private static string KeywordOf(TypeDeclarationSyntax declaration)
    {
        string keyword = declaration.Keyword.ValueText;
        if (declaration is not RecordDeclarationSyntax record) return keyword;
        return record.ClassOrStructKeyword.IsKind(SyntaxKind.None)
            ? keyword
            : $"{keyword} {record.ClassOrStructKeyword.ValueText}";
    }

    // Authority.Owner is 1; anything else that compiles is the server's, which is also the default.
    private static string AuthorityOf(INamedTypeSymbol type)
    {
        AttributeData? attribute = SymbolNames.Find(type, KnownNames.AuthorityAttribute);
        return attribute is not null && AttributeArguments.Value<int>(attribute, 0) == 1 ? "Owner" : "Server";
    }
}
