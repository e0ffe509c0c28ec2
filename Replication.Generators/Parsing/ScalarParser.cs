using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>
/// Finds out what a single value holds from its type and attributes: all but arrays and structs. Fields of components
/// and of messages share it.
/// </summary>
/// <param name="name">The field.</param>
/// <param name="declaredType">Its type; an array of the value, where the value is an element.</param>
/// <param name="refuse">Takes what is wrong; no place stands for the field's own.</param>
/// <param name="advise">Takes what could be better, at the field's place; null where nobody asks.</param>
internal sealed class ScalarParser(
    string name,
    ITypeSymbol declaredType,
    Action<DiagnosticDescriptor, Location?, string[]> refuse,
    Action<DiagnosticDescriptor, string[]>? advise = null)
{
    private const int DefaultSmallestThreeBits = 9;

    private AttributeData? _quantize;
    private AttributeData? _exact;
    private AttributeData? _smallestThree;
    private AttributeData? _parent;

    /// <summary>
    /// The outermost attribute wins: a field says more exactly what it holds than the inline array type that it shares.
    /// </summary>
    public void TakeAttributes(IFieldSymbol field)
    {
        _quantize ??= SymbolNames.Find(field, KnownNames.QuantizeAttribute);
        _exact ??= SymbolNames.Find(field, KnownNames.ExactAttribute);
        _smallestThree ??= SymbolNames.Find(field, KnownNames.SmallestThreeAttribute);
        _parent ??= SymbolNames.Find(field, KnownNames.ParentAttribute);
    }

    /// <summary>Whether the attributes fit the type; where not, a diagnostic says so.</summary>
    public bool AttributesFit(TypeShape kind)
    {
        if (_smallestThree is not null && kind != TypeShape.Quaternion)
        {
            return Refuse(
                Descriptors.BadSmallestThree,
                AttributeArguments.NameLocation(_smallestThree),
                name,
                $"its type is '{SymbolNames.Display(declaredType)}'",
                "remove the attribute, or make the field a Quaternion");
        }

        if (_parent is not null && kind != TypeShape.Reference)
        {
            return Refuse(Descriptors.BadParent, AttributeArguments.NameLocation(_parent),
                name, SymbolNames.Display(declaredType));
        }

        if (_quantize is not null && kind is not (TypeShape.Integer or TypeShape.Number or TypeShape.Vector))
        {
            string remedy = kind == TypeShape.Quaternion ? "use [SmallestThree]"
                : kind == TypeShape.Struct ? "put it on the numbers in that struct"
                : "remove the attribute";
            return Refuse(Descriptors.NothingToQuantize, AttributeArguments.NameLocation(_quantize),
                name, SymbolNames.Display(declaredType), remedy);
        }

        if (_exact is null || WhyNotExact(kind) is not { } reason) return true;
        string instead = kind == TypeShape.Struct ? "put it on the numbers in that struct" : "remove it";
        return Refuse(Descriptors.NothingExact, AttributeArguments.NameLocation(_exact), name, reason, instead);
    }

    /// <summary>What a value of this type holds, or null where a diagnostic or the compiler says why not.</summary>
    public FieldShape? ShapeOf(ITypeSymbol type, TypeShape kind) => kind switch
    {
        TypeShape.Boolean => new BooleanShape(),
        TypeShape.Character => new IntegerShape("char", null, 16, Names: null),
        TypeShape.Enumeration => EnumParser.ShapeOf((INamedTypeSymbol)type),
        TypeShape.Quaternion => ParseRotation(),
        TypeShape.Reference => ParseReference((INamedTypeSymbol)type),
        TypeShape.Vector => ParseVector(type.Name[type.Name.Length - 1] - '0'),
        _ => ParseNumber(type.SpecialType, SymbolNames.TypeName(type)),
    };

    private ReferenceShape? ParseReference(INamedTypeSymbol type)
    {
        ITypeSymbol target = type.TypeArguments[0];
        if (target.TypeKind == TypeKind.Error) return null;
        if (target is INamedTypeSymbol component && ComponentTraits.IsComponent(component))
        {
            return new ReferenceShape(
                SymbolNames.TypeName(type), SymbolNames.FullName(target), IsParent: _parent is not null);
        }

        Refuse(Descriptors.BadReference, null, name, SymbolNames.Display(target));
        return null;
    }

    private RotationShape? ParseRotation()
    {
        if (_smallestThree is null) return new RotationShape(DefaultSmallestThreeBits);
        if (AttributeArguments.Value<int>(_smallestThree, 0) is not { } bits) return null;
        if (bits is >= 2 and <= 10) return new RotationShape(bits);
        Refuse(Descriptors.BadSmallestThree, AttributeArguments.LocationOf(_smallestThree, 0, "bitsPerComponent"),
            name, $"{bits} bits for each component do not fit", "use 2 to 10");
        return null;
    }

    private FieldShape? ParseVector(int axes)
    {
        if (_quantize is null)
        {
            AskForRange($"{axes} x 32");
            return new VectorShape(axes);
        }

        RangeModel? range = ParseRange(SpecialType.System_Single, "float");
        return range is null ? null : new RangeShape("float", axes, range);
    }

    private FieldShape? ParseNumber(SpecialType type, string typeName)
    {
        if (_quantize is not null)
        {
            RangeModel? range = ParseRange(type, typeName);
            return range is null ? null : new RangeShape(typeName, 1, range);
        }

        if (type is not (SpecialType.System_Single or SpecialType.System_Double))
            return IntegerTypes.ExactShape(type, typeName, names: null);
        FieldShape shape = type == SpecialType.System_Single ? new FloatShape() : new DoubleShape();
        AskForRange($"{shape.FullBits}");
        return shape;
    }

    private void AskForRange(string bits)
    {
        if (_exact is null) advise?.Invoke(Descriptors.NoRange, [name, bits]);
    }

    private string? WhyNotExact(TypeShape kind) =>
        _quantize is not null ? "it also has [Quantize]"
        : kind is TypeShape.Integer or TypeShape.Number or TypeShape.Vector ? null
        : $"its type is '{SymbolNames.Display(declaredType)}'";

    private RangeModel? ParseRange(SpecialType type, string typeName)
    {
        RangeModel? range = RangeParser.Parse(_quantize!, type, typeName, out RangeProblem? problem);
        if (problem is not null)
            Refuse(Descriptors.BadRange, problem.Location, name, problem.Reason, problem.Remedy);
        return range;
    }

    private bool Refuse(DiagnosticDescriptor descriptor, Location? place, params string[] arguments)
    {
        refuse(descriptor, place, arguments);
        return false;
    }
}
