using Replication.Generators.Model;

namespace Replication.Generators.Costs;

/// <summary>
/// What an update of a field, a struct or a component costs, from the shape of its fields. Pure: the same model, the
/// same bits. A new sort of code is a case more in <see cref="Of(FieldShape)"/> and a function in
/// <see cref="CodeCosts"/>.
/// </summary>
internal static class RecordCosts
{
    /// <summary>The bits of a field that changed, its bit in the mask not counted.</summary>
    public static WireCost Of(FieldShape shape) => shape switch
    {
        { IsToggle: true } => WireCost.None,
        IntegerShape integer => CodeCosts.Integer(integer.Bits),
        RangeShape { Axes: 1 } number => CodeCosts.Range(number.Range.Bits),
        EnumShape value => CodeCosts.Range(value.Bits),
        RangeShape vector => VectorCosts.Of(vector.Axes, vector.Range.Bits),
        LongShape => CodeCosts.Long(),
        FloatShape => WireCost.Always(32),
        DoubleShape => CodeCosts.Exact(words: 2),
        VectorShape vector => CodeCosts.Exact(vector.Axes),
        RotationShape rotation => CodeCosts.Rotation(rotation.Bits),
        ReferenceShape => CodeCosts.Reference(),
        RecordShape { Record: var record } => Of(record),
        ArrayShape array => OfArray(array),
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    /// <summary>The bits of a struct in which something changed; none where nothing can.</summary>
    public static WireCost Of(RecordModel record)
    {
        // What cannot change, as an enum of one value, is in no mask.
        bool hasWide = record.Fields.Any(static field => field.Shape.FullBits > 1);
        ChangedField[] fields = [.. record.Fields
            .Where(static field => CanChange(field.Shape))
            .Select(field => new ChangedField(IsTypical(field), Of(field.Shape)))];
        if (fields.Length == 0) return WireCost.None;
        if (record.Fields.Count == 1) return fields[0].Cost;

        ChangedField[] typical = [.. fields.Where(static field => field.IsTypical)];
        bool canBeTypical = typical.Length == record.Fields.Count(IsTypical);
        int mask = 1 + record.Fields.Count;
        return new WireCost(
            Min(fields, canBeTypical ? typical : [], mask),
            typical.Sum(static field => field.Cost.Typical) + (canBeTypical ? 1 : mask),
            Max(fields, canBeTypical && typical.Length == fields.Length, mask));

        // ConstantEmitter's TypicalChange.
        bool IsTypical(FieldModel field) => !hasWide || field.Shape.FullBits > 1;
    }

    /// <summary>Whether a field has more than one value.</summary>
    public static bool CanChange(FieldShape shape) => shape switch
    {
        EnumShape value => value.MaxWord > 0,
        ArrayShape array => CanChange(array.Element),
        RecordShape { Record: var record } => record.Fields.Any(field => CanChange(field.Shape)),
        _ => true,
    };

    // One field alone under the whole mask, or exactly the typical ones, where there are, under a mask of one bit.
    private static int Min(ChangedField[] fields, ChangedField[] typical, int mask)
    {
        IEnumerable<int> alone = fields
            .Where(field => typical.Length != 1 || !field.IsTypical)
            .Select(field => mask + field.Cost.Min);
        return typical.Length == 0
            ? alone.Min()
            : alone.Append(1 + typical.Sum(static field => field.Cost.Min)).Min();
    }

    // All fields; where that is the typical change, whose mask is short, leaving the cheapest out may cost more.
    private static int Max(ChangedField[] fields, bool isTypical, int mask)
    {
        int all = fields.Sum(static field => field.Cost.Max);
        if (!isTypical) return mask + all;
        return fields.Length == 1
            ? 1 + all
            : Math.Max(1 + all, mask + all - fields.Min(static field => field.Cost.Max));
    }

    // A bit for each element, and those that changed; typically half of them do.
    private static WireCost OfArray(ArrayShape array)
    {
        WireCost element = Of(array.Element);
        if (!CanChange(array.Element)) return WireCost.None;
        return new WireCost(
            element.Min, element.Typical * ((array.Length + 1) / 2), element.Max * array.Length).Plus(array.Length);
    }

    private readonly record struct ChangedField(bool IsTypical, WireCost Cost);
}
