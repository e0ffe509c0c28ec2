using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Replication.Generators.Parsing;

/// <summary>Chooses the namespace of the assembly's schema table: its root namespace, else its name.</summary>
internal static class SchemaNamespace
{
    public static IncrementalValueProvider<string> Of(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) =>
                options.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? root) ? root : "")
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? ""))
            .Select(static (names, _) => Valid(names.Left.Length > 0 ? names.Left : names.Right));

    /// <summary>A name with everything replaced that a namespace must not have.</summary>
    public static string Valid(string name) =>
        string.Join(".", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(ValidPart));

    private static string ValidPart(string part)
    {
        var valid = new StringBuilder(part.Length + 1);
        if (!SyntaxFacts.IsIdentifierStartCharacter(part[0])) valid.Append('_');
        foreach (char letter in part) valid.Append(SyntaxFacts.IsIdentifierPartCharacter(letter) ? letter : '_');
        return SymbolNames.InCode(valid.ToString());
    }
}
