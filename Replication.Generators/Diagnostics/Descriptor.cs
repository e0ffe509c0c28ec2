using Microsoft.CodeAnalysis;

namespace Replication.Generators.Diagnostics;

/// <summary>Makes descriptors: one category, and a page for each id.</summary>
internal static class Descriptor
{
    private const string Category = "Replication";

    private const string HelpLink = "https://github.com/replication-dotnet/replication/blob/main/docs/diagnostics/";

    /// <summary>What must be mended.</summary>
    public static DiagnosticDescriptor Error(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Error);

    /// <summary>What is likely not meant.</summary>
    public static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Warning);

    /// <summary>What could be better, shown in the editor alone.</summary>
    public static DiagnosticDescriptor Advice(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Info);

    /// <summary>Advice that is given only where an .editorconfig asks for it.</summary>
    public static DiagnosticDescriptor AdviceOnDemand(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Info, isEnabled: false);

    /// <summary>An error that takes the whole compilation to be found.</summary>
    public static DiagnosticDescriptor ErrorAtEnd(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Error, isEnabled: true, WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Of(
        string id, string title, string message, DiagnosticSeverity severity, bool isEnabled = true,
        params string[] tags) => new(
        id,
        title,
        message,
        Category,
        severity,
        isEnabledByDefault: isEnabled,
        helpLinkUri: HelpLink + id + ".md",
        customTags: tags);
}
