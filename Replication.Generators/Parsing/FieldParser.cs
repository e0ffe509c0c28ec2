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
    Reference,
    Array,
    Struct,
}

/// <summary>Finds out what a field of a component holds from its type and attributes.</summary>
internal sealed class FieldParser
{
    private readonly RecordParser _records;
    private readonly ITypeSymbol _declaredType;
    private readonly ScalarParser _scalars;

    private FieldParser(RecordParser records, IFieldSymbol field)
    {
        _records = records;
        _declaredType = field.Type;
        _scalars = new ScalarParser(Name, field.Type, records.Add, records.Advise);
        _scalars.TakeAttributes(field);
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
        INamedTypeSymbol { Name: "NetRef", Arity: 1 } when IsRuntimes(type) => TypeShape.Reference,
        _ => SymbolNames.FullName(type) switch
        {
            "System.Numerics.Vector2" or "System.Numerics.Vector3" or "System.Numerics.Vector4" => TypeShape.Vector,
            "System.Numerics.Quaternion" => TypeShape.Quaternion,
            _ => TypeShape.Struct,
        },
    };

    private static bool IsRuntimes(ITypeSymbol type) =>
        SymbolNames.InCode(type.ContainingNamespace) == KnownNames.RuntimeNamespace;

    private FieldShape? ShapeOf(ITypeSymbol type)
    {
        TypeShape kind = KindOf(type);
        if (kind == TypeShape.Array) return ParseArray((INamedTypeSymbol)type);
        if (kind == TypeShape.Unsupported) return Unsupported(RemedyFor(type));
        if (!_scalars.AttributesFit(kind)) return null;
        return kind == TypeShape.Struct
            ? ParseStruct((INamedTypeSymbol)type)
            : _scalars.ShapeOf(type, kind);
    }

    private FieldShape? ParseArray(INamedTypeSymbol type)
    {
        int length = AttributeArguments.Value<int>(SymbolNames.Find(type, KnownNames.InlineArrayAttribute)!, 0) ?? 0;
        IFieldSymbol? element = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => !field.IsStatic);
        if (length <= 0 || element is null || element.Type.TypeKind == TypeKind.Error) return null;
        _scalars.TakeAttributes(element);
        FieldShape? shape = ShapeOf(element.Type);
        if (shape is null) return null;
        if ((long)length * shape.WordCount > KnownNames.MaxWords)
        {
            return Refuse(Descriptors.TooManyWords,
                Name, $"{(long)length * shape.WordCount}", $"{KnownNames.MaxWords}");
        }

        return new ArrayShape(length, shape);
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

    private FieldShape? Unsupported(string remedy) =>
        Refuse(Descriptors.UnsupportedType, Name, SymbolNames.Display(_declaredType), remedy);

    private FieldShape? Refuse(DiagnosticDescriptor descriptor, params string[] arguments) =>
        Refuse(descriptor, _records.Path.Place, arguments);

    private FieldShape? Refuse(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
    {
        _records.Add(descriptor, location, arguments);
        return null;
    }

    /// <summary>What to use in the place of a type without code.</summary>
    public static string RemedyFor(ITypeSymbol type) => type switch
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
