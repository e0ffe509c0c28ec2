using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// The prefabs that two peers know, by key. What a new replica has as its prefab says costs a bit a component. Peers
/// whose tables differ go by the server's.
/// </summary>
/// <remarks>Does not change after it was made; safe from any thread.</remarks>
public sealed class PrefabTable
{
    /// <summary>The most prefabs of a table.</summary>
    public const int MaxPrefabs = 4_096;

    private readonly SortedDictionary<int, PrefabWords> _prefabs = [];

    /// <summary>Makes a table.</summary>
    /// <param name="schema">The components that replicas may have.</param>
    /// <param name="prefabs">The prefabs, up to <see cref="MaxPrefabs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is not within its limits, or there are too many.</exception>
    /// <exception cref="ArgumentException">
    /// A key twice, a component twice in a prefab, or one that the schema does not have.
    /// </exception>
    public PrefabTable(SchemaTable schema, params ReadOnlySpan<Prefab> prefabs)
    {
        Throw.IfOutside(prefabs.Length, 0, MaxPrefabs, nameof(prefabs));
        Schema = schema;
        foreach (Prefab prefab in prefabs)
        {
            Throw.IfOutside(prefab.Key, 1, ushort.MaxValue, nameof(prefabs));
            if (!_prefabs.TryAdd(prefab.Key, prefab.Quantize(schema))) Throw.PrefabTwice(prefab.Key);
        }

        Hash = HashOfAll();
    }

    private PrefabTable(SchemaTable schema, SortedDictionary<int, PrefabWords> prefabs)
    {
        Schema = schema;
        _prefabs = prefabs;
        Hash = HashOfAll();
    }

    /// <summary>How many prefabs there are.</summary>
    public int Count => _prefabs.Count;

    /// <summary>
    /// Equal where two tables have the same prefabs with the same quantised components; zero where they have none.
    /// </summary>
    public ulong Hash { get; }

    /// <summary>The components that replicas may have.</summary>
    internal SchemaTable Schema { get; }

    /// <summary>The prefabs, by key.</summary>
    internal IEnumerable<KeyValuePair<int, PrefabWords>> All => _prefabs;

    /// <summary>A table of what another build's prefabs are, in its components.</summary>
    internal static PrefabTable OfSender(SchemaTable schema, SortedDictionary<int, PrefabWords> prefabs) =>
        new(schema, prefabs);

    /// <summary>What a prefab has; false where there is none of that key.</summary>
    internal bool TryGet(int key, [NotNullWhen(true)] out PrefabWords? prefab) =>
        _prefabs.TryGetValue(key, out prefab);

    /// <summary>The hash of the components together with the prefabs: what peers compare.</summary>
    internal ulong AgreedHash
    {
        get
        {
            if (Count == 0) return Schema.Hash;
            Span<byte> bytes = stackalloc byte[2 * sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Schema.Hash);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], Hash);
            return XxHash3.HashToUInt64(bytes);
        }
    }

    private ulong HashOfAll()
    {
        if (Count == 0) return 0;
        var hash = new XxHash3();
        Span<byte> head = stackalloc byte[sizeof(int) + sizeof(ulong)];
        foreach ((int key, PrefabWords prefab) in _prefabs)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, key);
            BinaryPrimitives.WriteUInt64LittleEndian(head[sizeof(int)..], prefab.Mask.Bits);
            hash.Append(head);
            hash.Append(MemoryMarshal.AsBytes(prefab.Words.AsSpan()));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
