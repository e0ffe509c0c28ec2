using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>
/// Turns a struct marked <c>[Replicated]</c> into a model, or says why it is no component. The generator asks for the
/// model, the analyzer for the reasons.
/// </summary>
internal static class ComponentParser
{
    /// <summary>What a candidate is; null where it is not marked, on this part of it.</summary>
    public static ComponentModel? Parse(ParseRequest request, CancellationToken cancellation)
    {
        // Two parts with the attribute do not compile; two files of one name would end the generator as well.
        if (request.SymbolOf(cancellation) is not { } type) return null;
        if (DeclarationOf(type, cancellation) != request.Declaration) return null;
        return Parse(type, request.Compilation!, new ProblemCollector(report: null), cancellation);
    }

    /// <summary>The component, or null where an error or the compiler says why there is none.</summary>
    public static ComponentModel? Parse(
        INamedTypeSymbol type, Compilation compilation, ProblemCollector problems, CancellationToken cancellation)
    {
        if (DeclarationOf(type, cancellation) is not { } declaration) return null;
        CheckDeclaration(declaration, type, problems);
        if (problems.ErrorCount > 0 || type.TypeKind != TypeKind.Struct) return null;
        var records = new RecordParser(type, compilation, problems, cancellation);
        RecordModel? record = records.ParseComponent();
        return record is null || problems.ErrorCount > 0
            ? null
            : ModelOf(declaration, type, record, records.Nested);
    }

    /// <summary>The part of the type that has its <c>[Replicated]</c>, or null where it has none in source.</summary>
    public static TypeDeclarationSyntax? DeclarationOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        SymbolNames.Find(type, KnownNames.ReplicatedAttribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation)
            .FirstAncestorOrSelf<TypeDeclarationSyntax>();

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
        ComponentTraits.AuthorityOf(type),
        ComponentTraits.AudienceOf(type),
        record,
        nested.ToEquatableArray())
    {
        Rate = ComponentTraits.RateOf(type),
        Priority = ComponentTraits.PriorityOf(type),
    };

    private static void CheckDeclaration(
        TypeDeclarationSyntax declaration, INamedTypeSymbol type, ProblemCollector problems)
    {
        foreach (TypeDeclarationSyntax part in ContainersOf(declaration).Prepend(declaration))
        {
            string name = part.Identifier.ValueText;
            if (part.TypeParameterList is not null)
                problems.Add(Descriptors.GenericComponent, part.Identifier.GetLocation(), name);
            else if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
                problems.Add(Descriptors.NotPartial, part.Identifier.GetLocation(), name, type.Name, KeywordOf(part));
        }

        if (type.IsRefLikeType)
            problems.Add(Descriptors.NotUnmanaged, declaration.Identifier.GetLocation(), type.Name, type.Name);
        if (!IsReachable(type))
            problems.Add(Descriptors.NotReachable, declaration.Identifier.GetLocation(), type.Name);
        PaceParser.Check(type, problems);
    }

    internal static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            if (level.IsFileLocal) return false;
            if (level.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected
                or Accessibility.ProtectedAndInternal) return false;
        }

        return true;
    }

    internal static IEnumerable<TypeDeclarationSyntax> ContainersOf(TypeDeclarationSyntax declaration) =>
        declaration.Ancestors().OfType<TypeDeclarationSyntax>();

    internal static string DeclarationText(TypeDeclarationSyntax declaration) =>
        $"partial {KeywordOf(declaration)} {declaration.Identifier.Text}";

    internal static string KeywordOf(TypeDeclarationSyntax declaration)
    {
        string keyword = declaration.Keyword.ValueText;
        if (declaration is not RecordDeclarationSyntax record) return keyword;
        return record.ClassOrStructKeyword.IsKind(SyntaxKind.None)
            ? keyword
            : $"{keyword} {record.ClassOrStructKeyword.ValueText}";
    }
}
