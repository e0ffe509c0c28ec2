using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Finds out what a field of a message holds from its type and attributes.</summary>
internal sealed class MessageShapeParser
{
    private readonly MessageRecordParser _records;
    private readonly IFieldSymbol _field;
    private readonly string _name;
    private readonly Location? _location;
    private readonly ScalarParser _scalars;
    private readonly AttributeData? _maxBytes;
    private readonly AttributeData? _maxCount;
    private bool _hasText;
    private bool _hasList;

    private MessageShapeParser(MessageRecordParser records, IFieldSymbol field, string name)
    {
        _records = records;
        _field = field;
        _name = name;
        _location = field.Locations.FirstOrDefault(place => place.IsInSource);
        _scalars = new ScalarParser(
            name, field.Type, (problem, place, arguments) => records.Add(problem, place ?? _location, arguments));
        _scalars.TakeAttributes(field);
        _maxBytes = SymbolNames.Find(field, KnownNames.MaxBytesAttribute);
        _maxCount = SymbolNames.Find(field, KnownNames.MaxCountAttribute);
    }

    /// <summary>What a field holds, or null where a diagnostic or the compiler says why not.</summary>
    public static MessageShape? Parse(MessageRecordParser records, IFieldSymbol field, string name)
    {
        var parser = new MessageShapeParser(records, field, name);
        if (field.IsFixedSizeBuffer) return parser.Unsupported("an array or an inline array");
        MessageShape? shape = parser.ShapeOf(field.Type);
        if (shape is not null) parser.CheckMaximaApply();
        return shape;
    }

    private MessageShape? ShapeOf(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error) return null;
        ITypeSymbol? inner = WithoutNull(type);
        if (inner is null) return ShapeOfPresent(type);
        MessageShape? shape = ShapeOfPresent(inner);
        return shape is null ? null : new OptionalShape(shape);
    }

    // The type of the value where there may be none; null where there always is one.
    private static ITypeSymbol? WithoutNull(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return nullable.TypeArguments[0];
        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated }
            ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
            : null;
    }

    private MessageShape? ShapeOfPresent(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error) return null;
        if (type.SpecialType == SpecialType.System_String) return ParseText();
        if (ElementOf(type) is { } element) return ParseList(type, element);
        TypeShape kind = FieldParser.KindOf(type);
        if (kind == TypeShape.Array) return ParseInlineArray((INamedTypeSymbol)type);
        bool isNested = kind == TypeShape.Struct
            || type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsRecord: true };
        if (!_scalars.AttributesFit(isNested ? TypeShape.Struct : kind)) return null;
        if (isNested) return ParseNested((INamedTypeSymbol)type);
        if (kind == TypeShape.Unsupported) return Unsupported(RemedyFor(type));
        FieldShape? scalar = _scalars.ShapeOf(type, kind);
        return scalar is null ? null : new ScalarShape(SymbolNames.TypeName(type), scalar);
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { Name: "List", TypeArguments.Length: 1 } list
            when SymbolNames.InCode(list.ContainingNamespace) == "System.Collections.Generic" => list.TypeArguments[0],
        _ => null,
    };

    private TextShape? ParseText()
    {
        if (!_scalars.AttributesFit(TypeShape.Unsupported)) return null;
        _hasText = true;
        int? max = MaximumOf(_maxBytes, "a string has no largest size of its own", "[MaxBytes]");
        return max is null ? null : new TextShape(max.Value);
    }

    private ListShape? ParseList(ITypeSymbol type, ITypeSymbol element)
    {
        ITypeSymbol present = WithoutNull(element) ?? element;
        if (ElementOf(present) is not null)
        {
            Unsupported("a list of structs that hold the inner list");
            return null;
        }

        _hasList = true;
        int? max = MaximumOf(_maxCount, "a list has no largest size of its own", "[MaxCount]");
        MessageShape? shape = ShapeOf(element);
        if (shape is null || max is null) return null;
        if (shape.MinBits > 0)
            return new ListShape(type is IArrayTypeSymbol, max.Value, shape);
        Unsupported("the count alone, since its elements have nothing to send");
        return null;
    }

    private InlineShape? ParseInlineArray(INamedTypeSymbol type)
    {
        int length = AttributeArguments.Value<int>(SymbolNames.Find(type, KnownNames.InlineArrayAttribute)!, 0) ?? 0;
        IFieldSymbol? element = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => !field.IsStatic);
        if (length <= 0 || element is null) return null;
        _scalars.TakeAttributes(element);
        if (ElementOf(WithoutNull(element.Type) ?? element.Type) is not null)
        {
            Unsupported("an inline array of structs that hold the inner list");
            return null;
        }

        MessageShape? shape = ShapeOf(element.Type);
        return shape is null ? null : new InlineShape(SymbolNames.TypeName(type), length, shape);
    }

    private NestedShape? ParseNested(INamedTypeSymbol type)
    {
        bool isForeign = !type.Locations.Any(place => place.IsInSource);
        IEnumerable<IFieldSymbol> fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic);
        if (type.IsTupleType || type.IsRefLikeType || (isForeign && !fields.All(CanReach)))
        {
            Unsupported(RemedyFor(type));
            return null;
        }

        if (type.IsReferenceType && SealedRecords.RemedyFor(type) is { } remedy)
        {
            _records.Add(MessageDescriptors.NotSealedRecord, _location, type.Name, remedy);
            return null;
        }

        if (_records.IsOpen(type))
        {
            Unsupported("a list of ids, since a message that holds itself has no largest size");
            return null;
        }

        MessageRecord? record = _records.ParseNested(type);
        return record is null ? null : new NestedShape(record);
    }

    private bool CanReach(IFieldSymbol field) => _records.CanReach(field.AssociatedSymbol ?? field);

    private int? MaximumOf(AttributeData? attribute, string reason, string name)
    {
        if (attribute is null)
        {
            _records.Add(MessageDescriptors.BadMaximum, _location, _name, reason, $"add {name}");
            return null;
        }

        if (AttributeArguments.Value<int>(attribute, 0) is not { } max) return null;
        if (max is >= 1 and <= KnownNames.MaxMaximum) return max;
        _records.Add(MessageDescriptors.BadMaximum, AttributeArguments.LocationOf(attribute, 0, "count"),
            _name, $"{max} is none", $"use 1 to {KnownNames.MaxMaximum}");
        return null;
    }

    // A maximum that nothing obeys would look like a promise.
    private void CheckMaximaApply()
    {
        if (_maxBytes is not null && !_hasText) Stray(_maxBytes, "[MaxBytes] applies to strings only");
        if (_maxCount is not null && !_hasList) Stray(_maxCount, "[MaxCount] applies to arrays and lists only");
    }

    private void Stray(AttributeData attribute, string reason) => _records.Add(
        MessageDescriptors.BadMaximum, AttributeArguments.NameLocation(attribute),
        _name, reason, "remove the attribute");

    private MessageShape? Unsupported(string remedy)
    {
        _records.Add(MessageDescriptors.UnsupportedType, _location, _name, SymbolNames.Display(_field.Type), remedy);
        return null;
    }

    private static string RemedyFor(ITypeSymbol type) => type switch
    {
        { IsTupleType: true } => "a struct of its own",
        { IsReferenceType: true } => "a string, an array, a List, a struct or a sealed record",
        _ => FieldParser.RemedyFor(type),
    };
}
