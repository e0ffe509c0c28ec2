using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>Says whether all of a class's values is in the fields that its declaration shows.</summary>
internal static class SealedRecords
{
    /// <summary>What to do so that a class is a sealed record without a base; null where it is one.</summary>
    public static string? RemedyFor(INamedTypeSymbol type)
    {
        if (!type.IsRecord) return "make it a 'sealed record'";
        if (!type.IsSealed) return "write 'sealed' before its 'record' keyword";
        return type.BaseType?.SpecialType == SpecialType.System_Object
            ? null
            : "declare the base's fields in it instead";
    }
}
