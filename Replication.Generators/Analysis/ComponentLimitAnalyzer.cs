using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Finds the components that a schema table has no slot for. It counts the assembly's components when the first of a
/// compilation is looked at, so that the answer is there in the editor and not only at the end of a build.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComponentLimitAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.TooManyComponents];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            IAssemblySymbol assembly = start.Compilation.Assembly;
            var names = new Lazy<string[]>(() =>
                [.. ComponentSymbols.Of(assembly.GlobalNamespace).Select(SymbolNames.FullName)
                    .OrderBy(name => name, StringComparer.Ordinal)]);
            start.RegisterSymbolAction(symbol => Analyze(symbol, names), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, Lazy<string[]> names)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ComponentParser.DeclarationOf(type, context.CancellationToken) is not { } declaration) return;
        string name = SymbolNames.FullName(type);
        if (Array.IndexOf(names.Value, name) < KnownNames.MaxComponents) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.TooManyComponents,
            declaration.Identifier.GetLocation(),
            name, $"{names.Value.Length}", $"{KnownNames.MaxComponents}"));
    }
}
