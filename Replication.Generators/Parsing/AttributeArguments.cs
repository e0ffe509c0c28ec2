using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Replication.Generators.Parsing;

/// <summary>What an attribute was given, and where in source.</summary>
internal static class AttributeArguments
{
    /// <summary>A constructor argument, or null where the code does not compile.</summary>
    public static T? Value<T>(AttributeData attribute, int index)
        where T : struct =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Value is T value
            ? value
            : null;

    /// <summary>Where the attribute's name is.</summary>
    public static Location? NameLocation(AttributeData attribute) => SyntaxOf(attribute)?.Name.GetLocation();

    /// <summary>Where the value of a property is that the attribute sets.</summary>
    public static Location? LocationOfNamed(AttributeData attribute, string property) =>
        SyntaxOf(attribute)?.ArgumentList?.Arguments
            .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property)
            ?.Expression.GetLocation() ?? NameLocation(attribute);

    /// <summary>Where an argument is, found by its name or else by its position.</summary>
    public static Location? LocationOf(AttributeData attribute, int index, string name)
    {
        AttributeSyntax? syntax = SyntaxOf(attribute);
        if (syntax?.ArgumentList is null) return syntax?.GetLocation();
        AttributeArgumentSyntax[] arguments = [.. syntax.ArgumentList.Arguments];
        AttributeArgumentSyntax? argument =
            arguments.FirstOrDefault(candidate => candidate.NameColon?.Name.Identifier.ValueText == name)
            ?? arguments.ElementAtOrDefault(index);
        return argument?.Expression.GetLocation() ?? syntax.GetLocation();
    }

    /// <summary>Where a property is set, found by its name; the attribute's name where it is not.</summary>
    public static Location? LocationOf(AttributeData attribute, string property) =>
        SyntaxOf(attribute)?.ArgumentList?.Arguments
            .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property)?
            .Expression.GetLocation()
        ?? NameLocation(attribute);

    private static AttributeSyntax? SyntaxOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
}
