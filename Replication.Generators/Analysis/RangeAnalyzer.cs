using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Finds ranges that cost as many bits as the field's type does exactly. It looks at each field by itself, since a
/// struct may be part of many components. Of a float there is none: a range that fine is not valid.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RangeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UselessRange];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.Field);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var field = (IFieldSymbol)context.Symbol;
        if (SymbolNames.Find(field, KnownNames.QuantizeAttribute) is not { } quantize) return;
        ITypeSymbol type = ElementOf(field.Type);
        if (FieldParser.KindOf(type) != TypeShape.Integer) return;
        string typeName = SymbolNames.TypeName(type);
        RangeModel? range = RangeParser.Parse(quantize, type.SpecialType, typeName, out _);
        int exactBits = IntegerTypes.BitsOf(type.SpecialType);
        if (range is null || range.Bits < exactBits) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.UselessRange,
            AttributeArguments.NameLocation(quantize),
            FieldPath.NameOf(field), $"{range.Bits}", typeName, $"{exactBits}"));
    }

    private static ITypeSymbol ElementOf(ITypeSymbol type)
    {
        while (FieldParser.KindOf(type) == TypeShape.Array
            && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => !field.IsStatic) is { } element)
            type = element.Type;
        return type;
    }
}
