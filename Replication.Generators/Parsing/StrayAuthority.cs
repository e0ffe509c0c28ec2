using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Finds structs whose <c>[Authority]</c> says nothing because they are not replicated.</summary>
internal static class StrayAuthority
{
    public static EquatableArray<DiagnosticInfo> Check(
        GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        ISymbol type = context.TargetSymbol;
        if (SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null)
            return EquatableArray<DiagnosticInfo>.Empty;
        Location? location = AttributeArguments.NameLocation(context.Attributes[0]);
        return new([DiagnosticInfo.Create(Descriptors.AuthorityWithoutReplicated, location, type.Name)]);
    }
}
