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
        RecordShape { Record: var record } => Of(record),
        ArrayShape array => OfArray(array),
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    /// <summary>The bits of a struct in which something changed; none where nothing can.</summary>
    public static WireCost Of(RecordModel record)
    {
        // What cannot change, as an enum of one value, is in no mask.
        FieldModel[] fields = [.. record.Fields.Where(field => CanChange(field.Shape))];
        if (fields.Length == 0) return WireCost.None;
        if (record.Fields.Count == 1) return Of(fields[0].Shape);

        FieldModel[] typical = TypicalOf(record);
        bool canBeTypical = typical.All(field => CanChange(field.Shape));
        int mask = 1 + record.Fields.Count;
        WireCost[] costs = [.. fields.Select(field => Of(field.Shape))];
        int typicalBits = typical.Where(field => CanChange(field.Shape)).Sum(field => Of(field.Shape).Typical);
        return new WireCost(
            Min(fields, typical, canBeTypical, mask),
            typicalBits + (canBeTypical ? 1 : mask),
            Max(costs, isTypical: canBeTypical && typical.Length == fields.Length, mask));
    }

    /// <summary>Whether a field has more than one value.</summary>
    public static bool CanChange(FieldShape shape) => shape switch
    {
        EnumShape value => value.MaxWord > 0,
        ArrayShape array => CanChange(array.Element),
        RecordShape { Record: var record } => record.Fields.Any(field => CanChange(field.Shape)),
        _ => true,
    };

    // One field alone under the whole mask, or exactly the typical ones under a mask of one bit.
    private static int Min(FieldModel[] fields, FieldModel[] typical, bool canBeTypical, int mask)
    {
        int typicalMin = canBeTypical ? 1 + typical.Sum(field => Of(field.Shape).Min) : int.MaxValue;
        bool isOne = canBeTypical && typical.Length == 1;
        IEnumerable<FieldModel> alone = fields.Where(field => !isOne || field != typical[0]);
        return alone.Select(field => mask + Of(field.Shape).Min).Append(typicalMin).Min();
    }

    // All fields; where that is the typical change, whose mask is short, leaving the cheapest out may cost more.
    private static int Max(WireCost[] costs, bool isTypical, int mask)
    {
        int all = costs.Sum(cost => cost.Max);
        return isTypical
            ? Math.Max(1 + all, costs.Length > 1 ? mask + all - costs.Min(cost => cost.Max) : 0)
            : mask + all;
    }

    // ConstantEmitter's TypicalChange.
    private static FieldModel[] TypicalOf(RecordModel record)
    {
        FieldModel[] wide = [.. record.Fields.Where(field => field.Shape.FullBits > 1)];
        return wide.Length > 0 ? wide : [.. record.Fields];
    }

    // A bit for each element, and those that changed; typically half of them do.
    private static WireCost OfArray(ArrayShape array)
    {
        WireCost element = Of(array.Element);
        if (!CanChange(array.Element)) return WireCost.None;
        return new WireCost(
            element.Min, element.Typical * ((array.Length + 1) / 2), element.Max * array.Length).Plus(array.Length);
    }
}
