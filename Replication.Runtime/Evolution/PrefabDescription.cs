namespace Replication.Runtime;

// What a peer with other components or prefabs is told, ahead of the components, in the bits and codes of a payload:
//
//     8           4
//     code 4      prefabs - 1, then each, by rising key:
//       code 4    key - 1
//       slots     its components, a bit for each slot of the sender's schema
//       bits      the components in full, by slot

/// <summary>A table of prefabs as bytes, so that a build with others can read what is sent against these.</summary>
internal static class PrefabDescription
{
    private const byte Kind = 4;
    private const int Order = 4;

    /// <summary>Describes prefabs.</summary>
    /// <returns>The bytes; empty where there are none, null where they are too many for a description.</returns>
    public static byte[]? Write(PrefabTable prefabs)
    {
        if (prefabs.Count == 0) return [];
        byte[] buffer = new byte[SchemaDescription.MaxBytes];
        var writer = new BitWriter(buffer);
        writer.Write(Kind, 8);
        PrefixCode.Write(ref writer, (uint)prefabs.Count - 1, Order);
        foreach ((int key, PrefabWords prefab) in prefabs.All)
        {
            PrefixCode.Write(ref writer, (uint)key - 1, Order);
            writer.WriteWide(prefab.Mask.Bits, prefabs.Schema.Count);
            int offset = 0;
            for (int slot = 0; slot < prefabs.Schema.Count; slot++)
            {
                ComponentCodec codec = prefabs.Schema.Codecs[slot];
                if (!prefab.Mask.Has(slot) || codec.Schema.WordCount == 0) continue;
                codec.WriteFull(ref writer, prefab.Words.AsSpan(offset, codec.Schema.WordCount));
                offset += codec.Schema.WordCount;
            }
        }

        return writer.Overflowed ? null : buffer[..writer.ByteCount];
    }

    /// <summary>Whether a message is meant to be one.</summary>
    public static bool Is(ReadOnlySpan<byte> message) => message is [Kind, ..];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">Any bytes; none for no prefabs.</param>
    /// <param name="schema">The sender's components.</param>
    /// <returns>The table; null where the bytes are no description.</returns>
    public static PrefabTable? Read(ReadOnlySpan<byte> bytes, SchemaTable schema)
    {
        var prefabs = new SortedDictionary<int, PrefabWords>();
        if (bytes.IsEmpty) return PrefabTable.OfSender(schema, prefabs);
        var reader = new BitReader(bytes);
        reader.Require(reader.Read(8) == Kind);
        uint count = PrefixCode.Read(ref reader, Order) + 1;
        reader.Require(count <= PrefabTable.MaxPrefabs);
        int last = 0;
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            uint key = PrefixCode.Read(ref reader, Order);
            reader.Require(key < ushort.MaxValue && (int)key + 1 > last);
            PrefabWords prefab = ReadWords(ref reader, schema);
            last = (int)key + 1;
            if (!reader.Failed) prefabs.Add(last, prefab);
        }

        // Less than a byte is left, and nothing in it.
        reader.Require(reader.RemainingBits < 8);
        reader.Require(reader.Read(reader.RemainingBits) == 0);
        return reader.Failed ? null : PrefabTable.OfSender(schema, prefabs);
    }

    private static PrefabWords ReadWords(ref BitReader reader, SchemaTable schema)
    {
        var mask = new ComponentMask(reader.ReadWide(schema.Count));
        var words = new List<uint>();
        for (int slot = 0; slot < schema.Count && !reader.Failed; slot++)
        {
            ComponentCodec codec = schema.Codecs[slot];
            if (!mask.Has(slot) || codec.Schema.WordCount == 0) continue;
            uint[] component = new uint[codec.Schema.WordCount];
            codec.ReadFull(ref reader, component);
            words.AddRange(component);
        }

        return new PrefabWords(mask, [.. words]);
    }
}
