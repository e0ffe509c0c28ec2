using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>What the parser found out about one struct marked <c>[Replicated]</c>.</summary>
/// <param name="Component">The component, or null where a diagnostic says why there is none.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
/// <param name="FullName">Its name, also where there is no model.</param>
/// <param name="Identifier">Where it is; not in the model, which must not change when only a place does.</param>
internal sealed record ParseResult(
    ComponentModel? Component, EquatableArray<DiagnosticInfo> Diagnostics, string FullName, LocationInfo? Identifier);
