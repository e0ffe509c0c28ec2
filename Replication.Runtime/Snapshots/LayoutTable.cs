using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>The layouts in use, one for each set of components that a replica has had.</summary>
/// <param name="schema">The components.</param>
/// <param name="maxFullBits">The widest row that a packet can carry, in bits.</param>
/// <param name="prefabs">What new replicas are written against; null for nothing.</param>
internal sealed class LayoutTable(SchemaTable schema, int maxFullBits, PrefabTable? prefabs = null)
{
    /// <summary>The most different sets of components; a peer cannot make the table grow past this.</summary>
    public const int MaxLayouts = 4096;

    private readonly Dictionary<ComponentMask, RowLayout> _layouts = [];
    private readonly Dictionary<int, PrefabRow> _prefabs = RowsOf(schema, prefabs);
    private RowLayout? _latest;

    public SchemaTable Schema { get; } = schema;

    /// <summary>The layouts.</summary>
    public Dictionary<ComponentMask, RowLayout>.ValueCollection All => _layouts.Values;

    /// <summary>The layout of a set of components that our own world has.</summary>
    public RowLayout Get(ComponentMask mask)
    {
        if (TryGet(mask, out RowLayout? layout)) return layout;
        Throw.LayoutRefused(mask, maxFullBits);
        return null!;
    }

    /// <summary>The layout of a set of components that a peer named; false when it has no business being.</summary>
    public bool TryGet(ComponentMask mask, [NotNullWhen(true)] out RowLayout? layout)
    {
        layout = _latest;
        if (layout is not null && layout.Mask == mask) return true;
        if (!_layouts.TryGetValue(mask, out layout))
        {
            bool isKnown = Schema.Count == ComponentMask.MaxSlots || mask.Bits >> Schema.Count == 0;
            if (!isKnown || _layouts.Count == MaxLayouts) return false;
            layout = new RowLayout(Schema, mask);
            if (layout.FullBits > maxFullBits) return false;
            _layouts.Add(mask, layout);
        }

        _latest = layout;
        return true;
    }

    /// <summary>What replicas of a prefab are at first; false where none is known. For any thread.</summary>
    public bool TryGetPrefab(int key, [NotNullWhen(true)] out PrefabRow? row) => _prefabs.TryGetValue(key, out row);

    private static Dictionary<int, PrefabRow> RowsOf(SchemaTable schema, PrefabTable? prefabs)
    {
        var rows = new Dictionary<int, PrefabRow>();
        if (prefabs is null) return rows;
        foreach ((int key, PrefabWords prefab) in prefabs.All)
            rows.Add(key, new PrefabRow(new RowLayout(schema, prefab.Mask), prefab.Words));
        return rows;
    }
}

/// <summary>What replicas of a prefab are at first.</summary>
/// <param name="Layout">The components.</param>
/// <param name="Words">Their words.</param>
internal sealed record PrefabRow(RowLayout Layout, uint[] Words);
