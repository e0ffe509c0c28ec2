using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>The layouts in use, one for each set of components that a replica has had.</summary>
/// <param name="schema">The components.</param>
/// <param name="maxFullBits">The widest row that a packet can carry, in bits.</param>
internal sealed class LayoutTable(SchemaTable schema, int maxFullBits)
{
    /// <summary>The most different sets of components; a peer cannot make the table grow past this.</summary>
    public const int MaxLayouts = 4096;

    private readonly Dictionary<ComponentMask, RowLayout> _layouts = [];
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
}
