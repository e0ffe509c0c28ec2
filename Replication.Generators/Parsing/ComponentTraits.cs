using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>What the attributes on a struct say of it as a component.</summary>
internal static class ComponentTraits
{
    public static bool IsComponent(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Struct } && SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null;

    /// <summary>The name in Runtime's enum Authority of the side that may write it.</summary>
    public static string AuthorityOf(ITypeSymbol component) =>
        Of(component, KnownNames.AuthorityAttribute) == 1 ? "Owner" : "Server";

    /// <summary>The name in Runtime's enum Audience of those who receive it.</summary>
    public static string AudienceOf(ITypeSymbol component) => Of(component, KnownNames.AudienceAttribute) switch
    {
        1 => "Owner",
        2 => "Team",
        _ => "Everyone",
    };

    /// <summary>How often a second it is looked at; zero where it is each tick.</summary>
    public static double RateOf(ITypeSymbol component) => Named(component, "Rate");

    /// <summary>How soon replicas that have it go; zero where it does not say.</summary>
    public static double PriorityOf(ITypeSymbol component) => Named(component, "Priority");

    private static double Named(ITypeSymbol component, string property) =>
        SymbolNames.Find(component, KnownNames.ReplicatedAttribute)?.NamedArguments
            .FirstOrDefault(argument => argument.Key == property).Value.Value is { } value
            ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    // The value of an enum of Runtime; zero, the default, without the attribute.
    private static int Of(ITypeSymbol component, string attribute) =>
        SymbolNames.Find(component, attribute) is { } found ? AttributeArguments.Value<int>(found, 0) ?? 0 : 0;
}
