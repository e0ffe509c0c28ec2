namespace Replication.Runtime;

/// <summary>How a row of certain components lies in words: side by side, in the order of their slots.</summary>
internal sealed class RowLayout
{
    private readonly Column[] _columns;
    private readonly int[] _references;
    private readonly int[] _mostSteps;
    private readonly CoarseLayout?[] _coarse = new CoarseLayout?[CoarseLayout.MaxBits];

    public RowLayout(SchemaTable schema, ComponentMask mask)
    {
        Mask = mask;
        var columns = new List<Column>();
        var references = new List<int>();
        float priority = 0;
        for (int slot = 0; slot < schema.Count; slot++)
        {
            ComponentCodec codec = schema.Codecs[slot];
            if (!mask.Has(slot)) continue;
            if (codec.Schema.Audience == Audience.Everyone) PublicMask = PublicMask.With(slot);
            if (codec.Schema.Audience != Audience.Owner) TeamMask = TeamMask.With(slot);
            priority = Math.Max(priority, (float)codec.Schema.Priority);
            int storeSlot = schema.StoreSlotOf(slot);
            if (storeSlot >= 0) StoreMask = StoreMask.With(storeSlot);
            if (codec.Schema.WordCount == 0) continue;
            AddReferences(references, codec.Schema.Fields, WordCount);
            if (ParentOf(codec.Schema) is { } parent && ParentOffset < 0) ParentOffset = WordCount + parent.WordOffset;
            if (IsMotion(codec.Schema)) TypicalChange |= 1UL << columns.Count;
            columns.Add(new Column(codec, slot, storeSlot, WordCount, codec.Schema.WordCount));
            WordCount += codec.Schema.WordCount;
            FullBits += codec.Schema.FullBits;
            IsPredicted |= codec.Schema.IsPredicted;
        }

        _columns = [.. columns];
        _references = [.. references];
        _mostSteps = new int[WordCount];
        foreach (Column column in _columns)
        {
            foreach (FieldSchema field in column.Codec.Schema.Fields)
                _mostSteps.AsSpan(column.Offset + field.WordOffset, field.WordCount).Fill(MostStepsOf(field));
        }

        Priority = mask.Count == 0 ? 1 : priority;
        if (TypicalChange == 0) TypicalChange = ulong.MaxValue >> (64 - Math.Max(1, _columns.Length));
    }

    public ComponentMask Mask { get; }

    /// <summary>Those of the components that everybody may receive.</summary>
    public ComponentMask PublicMask { get; }

    /// <summary>Those of the components that the replica's team may receive: the public ones and its own.</summary>
    public ComponentMask TeamMask { get; }

    /// <summary>Those of the components that the store has, by its slots.</summary>
    public ComponentMask StoreMask { get; }

    public int WordCount { get; }

    /// <summary>Bits of a full send of the components, without the replica's id.</summary>
    public int FullBits { get; }

    /// <summary>The components with words; tags have none and are in the mask alone.</summary>
    public ReadOnlySpan<Column> Columns => _columns;

    /// <summary>Where the references to other replicas begin, two words each.</summary>
    public ReadOnlySpan<int> References => _references;

    /// <summary>Where the reference to the replica's parent begins; -1 where there is none.</summary>
    public int ParentOffset { get; } = -1;

    /// <summary>How soon replicas of the kind go where not everything can: the highest of its components.</summary>
    public float Priority { get; }

    /// <summary>
    /// For each word the steps beyond which a change is no greater; negative: any change of it counts as so many, since
    /// the distance of two such words says nothing.
    /// </summary>
    public ReadOnlySpan<int> MostSteps => _mostSteps;

    /// <summary>Whether a component's deltas foretell motion from two states.</summary>
    public bool IsPredicted { get; }

    /// <summary>Whether deltas of such rows still pay.</summary>
    public DeltaWorth Worth { get; } = new();

    /// <summary>How such rows are written with low bits of their motion left out. For any thread.</summary>
    /// <param name="coarseBits">How many, 1 to <see cref="CoarseLayout.MaxBits"/>.</param>
    public CoarseLayout Coarse(int coarseBits)
    {
        ref CoarseLayout? coarse = ref _coarse[coarseBits - 1];
        if (coarse is null) Interlocked.CompareExchange(ref coarse, new CoarseLayout(this, coarseBits), null);
        return coarse;
    }

    /// <summary>Lets the coarse layouts in use take in what a tick sent.</summary>
    public void UpdateWorth()
    {
        Worth.Update();
        foreach (CoarseLayout? coarse in _coarse) coarse?.Worth.Update();
    }

    /// <summary>The change that costs one bit: what moves does so each tick, the rest seldom.</summary>
    public ulong TypicalChange { get; }

    private static FieldSchema? ParentOf(ComponentSchema schema) =>
        schema.Fields.FirstOrDefault(static field => field.IsParent);

    private static void AddReferences(List<int> references, IReadOnlyList<FieldSchema> fields, int offset)
    {
        foreach (FieldSchema field in fields)
        {
            if (field.Kind == FieldKind.Reference) references.Add(offset + field.WordOffset);
            if (field.Element is null) continue;
            int stride = field.WordCount / field.Length;
            for (int i = 0; i < field.Length; i++)
                AddReferences(references, field.Element, offset + field.WordOffset + (i * stride));
        }
    }

    private static bool IsMotion(ComponentSchema schema) => schema.Fields.Any(static field =>
        field.Kind is FieldKind.Vector or FieldKind.Rotation or FieldKind.Number);

    // Words of a rotation or of an exact fraction are packed: their distance is none of the values.
    private static int MostStepsOf(FieldSchema field) => field.Kind switch
    {
        FieldKind.Number or FieldKind.Vector or FieldKind.WholeNumber when field.Step > 0 => 4_095,
        FieldKind.WholeNumber when field.WordCount == 1 => 4_095,
        FieldKind.Rotation => -16,
        _ => -64,
    };

    /// <summary>One component's place in the row, and its slot in the store: -1 where the store lacks it.</summary>
    public readonly record struct Column(ComponentCodec Codec, int Slot, int StoreSlot, int Offset, int WordCount);
}
