using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// What a kind of replica is before anything happened to it, under a key that both peers know: an asset's number.
/// </summary>
/// <param name="key">1 to 65,535; a small one takes fewer bits.</param>
public sealed class Prefab(int key)
{
    private readonly List<PrefabComponent> _components = [];

    /// <summary>The key.</summary>
    public int Key { get; } = key;

    /// <summary>
    /// Adds a component that replicas of the prefab mostly have, as it mostly is. One that is never alike, as a place,
    /// is better left out.
    /// </summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="component">Its value.</param>
    /// <returns>This prefab.</returns>
    public Prefab With<T>(in T component)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in component)).ToArray();
        _components.Add(new PrefabComponent(static schema => schema.SlotOf<T>(), bytes));
        return this;
    }

    /// <summary>The components as words, side by side by slot.</summary>
    internal PrefabWords Quantize(SchemaTable schema)
    {
        var words = new SortedDictionary<int, uint[]>();
        ComponentMask mask = default;
        foreach (PrefabComponent component in _components)
        {
            int slot = component.SlotIn(schema);
            if (mask.Has(slot)) Throw.PrefabComponentTwice(Key, schema.Codecs[slot].Schema.Name);
            mask = mask.With(slot);
            words[slot] = new uint[schema.Codecs[slot].Schema.WordCount];
            schema.Codecs[slot].QuantizeColumn(component.Bytes, words[slot], 0, words[slot].Length);
        }

        return new PrefabWords(mask, [.. words.Values.SelectMany(static part => part)]);
    }

    private sealed record PrefabComponent(Func<SchemaTable, int> SlotIn, byte[] Bytes);
}

/// <summary>A prefab's components.</summary>
/// <param name="Mask">Which.</param>
/// <param name="Words">Their words, side by side by slot.</param>
internal sealed record PrefabWords(ComponentMask Mask, uint[] Words);
