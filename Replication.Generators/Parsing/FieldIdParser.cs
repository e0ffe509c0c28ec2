using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.Parsing;

/// <summary>Reads the <c>[FieldId]</c>s of one struct, of which no two may be the same.</summary>
internal sealed class FieldIdParser(RecordParser records)
{
    private readonly Dictionary<int, string> _fieldOfId = [];

    /// <summary>A field's id, or null where it has none or the code does not compile.</summary>
    public int? Parse(IFieldSymbol field)
    {
        if (SymbolNames.Find(field, KnownNames.FieldIdAttribute) is not { } attribute) return null;
        if (AttributeArguments.Value<int>(attribute, 0) is not { } id) return null;
        if (id is < 1 or > KnownNames.MaxFieldId)
        {
            records.Add(
                Descriptors.BadFieldId, PlaceOf(attribute), $"{id}", $"{records.Path}", $"{KnownNames.MaxFieldId}");
        }
        else if (_fieldOfId.TryGetValue(id, out string? other))
        {
            records.Add(Descriptors.FieldIdTwice, PlaceOf(attribute), $"{id}", $"{records.Path}", other);
        }
        else
        {
            _fieldOfId.Add(id, FieldPath.NameOf(field));
        }

        return id;
    }

    private static Location? PlaceOf(AttributeData attribute) => AttributeArguments.LocationOf(attribute, 0, "id");
}
