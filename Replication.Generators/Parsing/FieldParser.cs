using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>What sort of type a field has, before its attributes are looked at.</summary>
internal enum TypeShape
{
    Unsupported,
    Boolean,
    Integer,
    Character,
    Number,
    Enumeration,
    Vector,
    Quaternion,
    Array,
    Struct,
}

/// <summary>Finds out what a field holds from its type and attributes.</summary>
internal sealed class FieldParser
{
    private const int DefaultSmallestThreeBits = 9;

    private readonly RecordParser _records;
    private readonly ITypeSymbol _declaredType;
    private AttributeData? _quantize;
    private AttributeData? _exact;
    private AttributeData? _smallestThree;

    private FieldParser(RecordParser records, IFieldSymbol field)
    {
        _records = records;
        _declaredType = field.Type;
        TakeAttributes(field);
    }

    private string Name => _records.Path.ToString();

    /// <summary>What a field holds, or null where a diagnostic or the compiler says why not.</summary>
    public static FieldShape? Parse(RecordParser records, IFieldSymbol field)
    {
        var parser = new FieldParser(records, field);
        if (field.Type.TypeKind == TypeKind.Error) return null;

        // Of a struct that holds a reference, the reference in it is named.
        if (!field.Type.IsUnmanagedType && !parser.CanLookInto(field.Type))
            return parser.Refuse(Descriptors.NotUnmanaged, parser.Name, records.Component.Name);
        if (field.IsFixedSizeBuffer) return parser.Unsupported("an inline array");
        return parser.ShapeOf(field.Type);
    }

    public static TypeShape KindOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => TypeShape.Boolean,
        { SpecialType: SpecialType.System_Char } => TypeShape.Character,
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } => TypeShape.Integer,
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double } => TypeShape.Number,
        { SpecialType: not SpecialType.None } => TypeShape.Unsupported,
        { TypeKind: TypeKind.Enum } => TypeShape.Enumeration,
        not { TypeKind: TypeKind.Struct } => TypeShape.Unsupported,
        _ when SymbolNames.Find(type, KnownNames.InlineArrayAttribute) is not null => TypeShape.Array,
        _ => SymbolNames.FullName(type) switch
        {
            "System.Numerics.Vector2" or "System.Numerics.Vector3" or "System.Numerics.Vector4" => TypeShape.Vector,
            "System.Numerics.Quaternion" => TypeShape.Quaternion,
            _ => TypeShape.Struct,
        },
    };

    private FieldShape? ShapeOf(ITypeSymbol type)
    {
        TypeShape kind = KindOf(type);
        if (kind == TypeShape.Array) return ParseArray((INamedTypeSymbol)type);
        if (kind == TypeShape.Unsupported) return Unsupported(RemedyFor(type));
        if (_smallestThree is not null && kind != TypeShape.Quaternion)
        {
            return Refuse(
                Descriptors.BadSmallestThree,
                AttributeArguments.NameLocation(_smallestThree),
                Name,
                $"its type is '{SymbolNames.Display(_declaredType)}'",
                "remove the attribute, or make the field a Quaternion");
        }

        if (_quantize is not null && kind is not (TypeShape.Integer or TypeShape.Number or TypeShape.Vector))
        {
            string remedy = kind == TypeShape.Quaternion ? "use [SmallestThree]"
                : kind == TypeShape.Struct ? "put it on the numbers in that struct"
                : "remove the attribute";
            return Refuse(Descriptors.NothingToQuantize, AttributeArguments.NameLocation(_quantize),
                Name, SymbolNames.Display(_declaredType), remedy);
        }

        if (_exact is not null && WhyNotExact(kind) is { } reason)
        {
            string remedy = kind == TypeShape.Struct ? "put it on the numbers in that struct" : "remove it";
            return Refuse(Descriptors.NothingExact, AttributeArguments.NameLocation(_exact), Name, reason, remedy);
        }

        return kind switch
        {
            TypeShape.Boolean => new BooleanShape(),
            TypeShape.Character => new IntegerShape("char", null, 16, IsEnum: false),
            TypeShape.Enumeration => EnumParser.ShapeOf((INamedTypeSymbol)type),
            TypeShape.Quaternion => ParseRotation(),
            TypeShape.Vector => ParseVector(type.Name[type.Name.Length - 1] - '0'),
            TypeShape.Struct => ParseStruct((INamedTypeSymbol)type),
            _ => ParseNumber(type.SpecialType, SymbolNames.TypeName(type)),
        };
    }

    private FieldShape? ParseArray(INamedTypeSymbol type)
    {
        int length = AttributeArguments.Value<int>(SymbolNames.Find(type, KnownNames.InlineArrayAttribute)!, 0) ?? 0;
        IFieldSymbol? element = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => !field.IsStatic);
        if (length <= 0 || element is null || element.Type.TypeKind == TypeKind.Error) return null;
        TakeAttributes(element);
        FieldShape? shape = ShapeOf(element.Type);
        if (shape is null) return null;
        if ((long)length * shape.WordCount > KnownNames.MaxWords)
        {
            return Refuse(Descriptors.TooManyWords,
                Name, $"{(long)length * shape.WordCount}", $"{KnownNames.MaxWords}");
        }

        return new ArrayShape(length, shape);
    }

    private FieldShape? ParseRotation()
    {
        if (_smallestThree is null) return new RotationShape(DefaultSmallestThreeBits);
        if (AttributeArguments.Value<int>(_smallestThree, 0) is not { } bits) return null;
        return bits is >= 2 and <= 10
            ? new RotationShape(bits)
            : Refuse(Descriptors.BadSmallestThree, AttributeArguments.LocationOf(_smallestThree, 0, "bitsPerComponent"),
                Name, $"{bits} bits for each component do not fit", "use 2 to 10");
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
            return IntegerTypes.ExactShape(type, typeName, isEnum: false);
        FieldShape shape = type == SpecialType.System_Single ? new FloatShape() : new DoubleShape();
        AskForRange($"{shape.FullBits}");
        return shape;
    }

    private void AskForRange(string bits)
    {
        if (_exact is null) _records.Advise(Descriptors.NoRange, Name, bits);
    }

    private FieldShape? ParseStruct(INamedTypeSymbol type)
    {
        if (!CanLookInto(type)) return Unsupported(RemedyFor(type));
        RecordModel? record = _records.ParseNested(type);
        return record is null ? null : new RecordShape(record);
    }

    // Not into somebody else's struct with hidden fields, as Guid: its user could not act on a complaint about them.
    private bool CanLookInto(ITypeSymbol type) => KindOf(type) == TypeShape.Struct && (!_records.Path.IsForeign(type)
        || type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).All(_records.CanReach));

    private RangeModel? ParseRange(SpecialType type, string typeName)
    {
        RangeModel? range = RangeParser.Parse(_quantize!, type, typeName, out RangeProblem? problem);
        if (problem is not null)
            _records.Add(Descriptors.BadRange, problem.Location, Name, problem.Reason, problem.Remedy);
        return range;
    }

    // The outermost attribute wins: a field says more exactly what it holds than the inline array type that it shares.
    private void TakeAttributes(IFieldSymbol field)
    {
        _quantize ??= SymbolNames.Find(field, KnownNames.QuantizeAttribute);
        _exact ??= SymbolNames.Find(field, KnownNames.ExactAttribute);
        _smallestThree ??= SymbolNames.Find(field, KnownNames.SmallestThreeAttribute);
    }

    private FieldShape? Unsupported(string remedy) =>
        Refuse(Descriptors.UnsupportedType, Name, SymbolNames.Display(_declaredType), remedy);

    private FieldShape? Refuse(DiagnosticDescriptor descriptor, params string[] arguments) =>
        Refuse(descriptor, _records.Path.Place, arguments);

    private FieldShape? Refuse(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
    {
        _records.Add(descriptor, location, arguments);
        return null;
    }

    private string? WhyNotExact(TypeShape kind) =>
        _quantize is not null ? "it also has [Quantize]"
        : kind is TypeShape.Integer or TypeShape.Number or TypeShape.Vector ? null
        : $"its type is '{SymbolNames.Display(_declaredType)}'";

    private static string RemedyFor(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } =>
            "int or long, whose size is the same everywhere",
        { SpecialType: SpecialType.System_Decimal } => "double, or a long that counts the smallest unit",
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "a bool beside the value",
        { Name: "DateTime" or "TimeSpan" or "DateTimeOffset" } => "its ticks as a long",
        { Name: "Half" } => "float with [Quantize]",
        _ => "a number, an enum, a vector, a Quaternion, or a struct or inline array of these",
    };
}
