using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

namespace Replication.Generators.Diagnostics;

/// <summary>The diagnostics of generated tests.</summary>
internal static class TestDescriptors
{
    public static readonly DiagnosticDescriptor NoTests = Error(
        "RPL042",
        "Test class gets no tests",
        "'{0}' gets no tests because {1}; {2}");
}
