using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Finds structs whose <c>[Authority]</c> says nothing because they are not replicated.</summary>
internal static class StrayAuthority
{
    public static EquatableArray<DiagnosticInfo> Check(ParseRequest request, CancellationToken cancellation)
    {
        if (request.SymbolOf(cancellation) is not { } type
            || request.FindHere(type, KnownNames.AuthorityAttribute) is not { } authority
            || SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null)
            return EquatableArray<DiagnosticInfo>.Empty;
        Location? location = AttributeArguments.NameLocation(authority);
        return new([DiagnosticInfo.Create(Descriptors.AuthorityWithoutReplicated, location, type.Name)]);
    }
}
