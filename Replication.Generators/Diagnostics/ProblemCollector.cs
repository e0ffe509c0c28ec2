using Microsoft.CodeAnalysis;

namespace Replication.Generators.Diagnostics;

/// <summary>
/// Takes what the parser finds wrong. The analyzer hears it; the generator only asks whether there was an error.
/// </summary>
internal sealed class ProblemCollector(Action<Diagnostic>? report)
{
    /// <summary>How many errors there were. One costs a component its codec; a lesser problem does not.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Whether anybody listens, and so whether advice is worth being looked for.</summary>
    public bool IsHeard => report is not null;

    public void Add(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
    {
        if (descriptor.DefaultSeverity == DiagnosticSeverity.Error) ErrorCount++;
        report?.Invoke(Diagnostic.Create(descriptor, location, arguments));
    }
}
