using System.Buffers.Binary;
using System.IO.Hashing;

namespace Replication.Runtime;

/// <summary>
/// The components that two peers replicate, by slot. The generator writes one for each assembly; both peers must have
/// the same, which <see cref="Hash"/> says.
/// </summary>
/// <remarks>Does not change after it was made; safe from any thread.</remarks>
public sealed class SchemaTable
{
    private readonly ComponentCodec[] _codecs;
    private readonly Dictionary<Type, int> _slots = [];
    private int[]? _storeSlots;

    /// <summary>Makes a table. The order of the codecs does not matter: slots follow the components' names.</summary>
    /// <param name="codecs">The components' codecs, 1 to <see cref="ComponentMask.MaxSlots"/>.</param>
    /// <exception cref="ArgumentException">None, too many, or a component twice.</exception>
    public SchemaTable(params ReadOnlySpan<ComponentCodec> codecs)
    {
        if (codecs.Length is 0 or > ComponentMask.MaxSlots)
            Throw.ComponentCount(codecs.Length);
        _codecs = codecs.ToArray();
        Array.Sort(_codecs, static (a, b) => string.CompareOrdinal(a.Schema.Name, b.Schema.Name));
        var hash = new XxHash3();
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        for (int slot = 0; slot < _codecs.Length; slot++)
        {
            bool isTwice = _codecs[slot].HasComponent && !_slots.TryAdd(_codecs[slot].ComponentType, slot);
            if (isTwice) Throw.ComponentTwice(_codecs[slot].Schema.Name);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, _codecs[slot].Schema.Hash);
            hash.Append(bytes);
            IsPredicted |= _codecs[slot].Schema.IsPredicted;
        }

        Hash = hash.GetCurrentHashAsUInt64();
    }

    /// <summary>How many components the table has.</summary>
    public int Count => _codecs.Length;

    /// <summary>Equal where two tables have the same components with the same fields, ranges and codes.</summary>
    public ulong Hash { get; }

    /// <summary>Whether deltas of any component foretell motion from two states.</summary>
    internal bool IsPredicted { get; }

    /// <summary>The components, by slot.</summary>
    public ReadOnlySpan<ComponentCodec> Codecs => _codecs;

    /// <summary>One table of the components of several, as when a game spans several assemblies.</summary>
    /// <param name="tables">The tables.</param>
    /// <returns>A new table with slots of its own.</returns>
    /// <exception cref="ArgumentException">Too many components, or one in two tables.</exception>
    public static SchemaTable Merge(params ReadOnlySpan<SchemaTable> tables)
    {
        var codecs = new List<ComponentCodec>();
        foreach (SchemaTable table in tables) codecs.AddRange(table._codecs);
        return new SchemaTable(codecs.ToArray());
    }

    /// <summary>
    /// A table of components as another build sends them, whose slots are that build's and not those of the store here.
    /// </summary>
    /// <param name="codecs">The components, by name.</param>
    /// <param name="storeSlots">For each its slot in the store; -1 where the store does not have it.</param>
    internal static SchemaTable OfSender(ComponentCodec[] codecs, int[] storeSlots) =>
        new(codecs) { _storeSlots = storeSlots };

    /// <summary>Where the store has a component.</summary>
    /// <param name="slot">The slot here.</param>
    /// <returns>The store's slot; -1 where it does not have it.</returns>
    internal int StoreSlotOf(int slot) => _storeSlots is null ? slot : _storeSlots[slot];

    /// <summary>The slot of a component.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <returns>0 to <see cref="Count"/> - 1.</returns>
    /// <exception cref="ArgumentException">The table does not have it.</exception>
    public int SlotOf<T>()
        where T : unmanaged
    {
        if (!_slots.TryGetValue(typeof(T), out int slot)) Throw.ComponentUnknown(typeof(T));
        return slot;
    }
}
