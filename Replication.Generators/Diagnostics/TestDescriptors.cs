using Microsoft.CodeAnalysis;

namespace Replication.Generators.Diagnostics;

/// <summary>The diagnostics of generated tests.</summary>
internal static class TestDescriptors
{
    public static readonly DiagnosticDescriptor NoTests = new(
        "RPL042",
        "Test class gets no tests",
        "'{0}' gets no tests because {1}; {2}",
        "Replication",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: "https://github.com/replication-dotnet/replication/blob/main/docs/diagnostics/RPL042.md");
}
