using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>Components of any memory: NaNs, bools of 17, enums that nobody declared, ends of ranges.</summary>
internal sealed class RandomComponents<T>(int seed)
    where T : unmanaged
{
    // Every byte of a field: zero, the largest unsigned, the largest and smallest signed, and 1.0f without its 0x80.
    private static readonly byte[] Edges = [0x00, 0xFF, 0x7F, 0x80, 0x3F];

    private readonly Random _random = new(seed);

    public T Next() => FromBytes(NextMemory());

    /// <summary>Two components that are mostly near each other, as two states of one are.</summary>
    public (T Before, T After) NextPair()
    {
        byte[] before = NextMemory();
        byte[] other = NextMemory();
        byte[] after = [.. before];
        double kept = _random.NextDouble();
        for (int i = 0; i < after.Length; i++)
        {
            if (_random.NextDouble() > kept) after[i] = other[i];
        }

        return (FromBytes(before), FromBytes(after));
    }

    /// <summary>Bytes of any length up to the largest.</summary>
    public byte[] NextBytes(int most)
    {
        var bytes = new byte[_random.Next(most + 1)];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Some words at an edge, the rest anything; a component can be all edges.
    private byte[] NextMemory()
    {
        var bytes = new byte[Unsafe.SizeOf<T>()];
        _random.NextBytes(bytes);
        double edges = _random.NextDouble();
        for (int start = 0; start < bytes.Length; start += sizeof(uint))
        {
            if (_random.NextDouble() > edges) continue;
            bytes.AsSpan(start, Math.Min(sizeof(uint), bytes.Length - start)).Fill(Edges[_random.Next(Edges.Length)]);
        }

        return bytes;
    }

    private static T FromBytes(byte[] bytes) => MemoryMarshal.Read<T>(bytes);
}
