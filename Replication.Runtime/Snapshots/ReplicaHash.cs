using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>A hash of replicas, in the order they are added: equal where they have the same words.</summary>
internal sealed class ReplicaHash
{
    private readonly XxHash3 _hash = new();

    public ulong Value => _hash.GetCurrentHashAsUInt64();

    public void Add(ReplicaId id, ComponentMask mask, ReadOnlySpan<uint> words)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(head, id.Index);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], id.Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], mask.Bits);
        _hash.Append(head);
        _hash.Append(MemoryMarshal.AsBytes(words));
    }
}
