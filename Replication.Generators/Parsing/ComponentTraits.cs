using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>What the attributes on a struct say of it as a component.</summary>
internal static class ComponentTraits
{
    public static bool IsComponent(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Struct } && SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null;

    /// <summary>The name in Runtime's enum Authority of the side that may write it.</summary>
    public static string AuthorityOf(ITypeSymbol component) =>
        IsOwner(component, KnownNames.AuthorityAttribute) ? "Owner" : "Server";

    /// <summary>The name in Runtime's enum Audience of those who receive it.</summary>
    public static string AudienceOf(ITypeSymbol component) =>
        IsOwner(component, KnownNames.AudienceAttribute) ? "Owner" : "Everyone";

    /// <summary>How often a second it is looked at; zero where it is each tick.</summary>
    public static double RateOf(ITypeSymbol component) => Named(component, "Rate");

    /// <summary>How soon replicas that have it go; zero where it does not say.</summary>
    public static double PriorityOf(ITypeSymbol component) => Named(component, "Priority");

    private static double Named(ITypeSymbol component, string property) =>
        SymbolNames.Find(component, KnownNames.ReplicatedAttribute)?.NamedArguments
            .FirstOrDefault(argument => argument.Key == property).Value.Value is { } value
            ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    // In both enums Owner is 1; anything else that compiles is 0, which is also the default.
    private static bool IsOwner(ITypeSymbol component, string attribute) =>
        SymbolNames.Find(component, attribute) is { } found && AttributeArguments.Value<int>(found, 0) == 1;
}
