using Microsoft.CodeAnalysis;

namespace Replication.Generators.Analysis;

/// <summary>Knows what of the base library gives something else each time, and which statics change.</summary>
internal static class Nondeterminism
{
    /// <summary>Whether a method, constructor or property reads the time that it is.</summary>
    public static bool IsClock(ISymbol member) => member.ContainingType?.Name switch
    {
        "DateTime" => IsOf(member, "System") && member.Name is "Now" or "UtcNow" or "Today",
        "DateTimeOffset" => IsOf(member, "System") && member.Name is "Now" or "UtcNow",
        "Environment" => IsOf(member, "System") && member.Name is "TickCount" or "TickCount64",
        "Stopwatch" => IsOf(member, "System.Diagnostics") && member is not IFieldSymbol && !IsDifference(member),
        _ => member.Name is "GetUtcNow" or "GetLocalNow" or "GetTimestamp" or "GetElapsedTime"
            && IsTimeProvider(member.ContainingType) && !IsDifference(member),
    };

    /// <summary>Whether a method, constructor or property draws random numbers that no seed decides.</summary>
    public static bool IsRandom(ISymbol member) => member.ContainingType?.Name switch
    {
        "Random" => IsOf(member, "System") && member is IPropertySymbol { Name: "Shared" }
            or IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 },
        "Guid" => IsOf(member, "System") && member.Name is "NewGuid" or "CreateVersion7",
        "RandomNumberGenerator" => IsOf(member, "System.Security.Cryptography"),
        _ => false,
    };

    /// <summary>Whether a field or property is one for the whole process and may change.</summary>
    public static bool IsMutableStatic(ISymbol member) => member switch
    {
        IFieldSymbol field => field is { IsStatic: true, IsReadOnly: false, IsConst: false },
        IPropertySymbol property => property is { IsStatic: true, SetMethod: not null } && StoresValue(property),
        _ => false,
    };

    // Another assembly does not show how its property stores what is set; that it can be set is enough there.
    private static bool StoresValue(IPropertySymbol property) => property.DeclaringSyntaxReferences.Length == 0
        || property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    // Of two times that are given; of one alone the other is now.
    private static bool IsDifference(ISymbol member) =>
        member is IMethodSymbol { Name: "GetElapsedTime", Parameters.Length: 2 };

    // A game's own clock derives from TimeProvider and is one all the same.
    private static bool IsTimeProvider(INamedTypeSymbol? type)
    {
        while (type is not null && type.Name != "TimeProvider") type = type.BaseType;
        return type?.ContainingNamespace.ToDisplayString() == "System";
    }

    private static bool IsOf(ISymbol member, string namespaceName) =>
        member.ContainingNamespace.ToDisplayString() == namespaceName;
}
