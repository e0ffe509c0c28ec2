using System.Buffers.Binary;
using Replication.Transport;

namespace Replication.Tests.Fuzzing;

/// <summary>
/// Damages valid bytes: bits, bytes, numbers at the edge of their range, pieces that are missing, doubled, moved or
/// another's. The same number gives the same bytes.
/// </summary>
internal sealed class Mutator
{
    /// <summary>The longest result.</summary>
    public const int MaxBytes = 4_096;

    private const int MaxSteps = 4;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ];

    private readonly byte[] _bytes = new byte[MaxBytes];
    private SeededRandom _random;
    private int _length;

    /// <summary>One damaged form of a valid one; valid until the next.</summary>
    /// <param name="valids">The valid ones, any number of them.</param>
    /// <param name="number">Which form.</param>
    public Span<byte> Mutate(byte[][] valids, ulong number)
    {
        _random = new SeededRandom(number);
        byte[] valid = valids[Below(valids.Length)];
        _length = Math.Min(valid.Length, MaxBytes);
        valid.AsSpan(0, _length).CopyTo(_bytes);
        for (int steps = 1 + Below(MaxSteps); steps > 0; steps--)
            Damage(valids);
        return _bytes.AsSpan(0, _length);
    }

    private void Damage(byte[][] valids)
    {
        // Whatever needs a byte to be there has one.
        if (_length == 0)
            _bytes[_length++] = (byte)_random.Next();
        int at = Below(_length);
        switch (Below(10))
        {
            case 0 or 1:
                _bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 2:
                _bytes[at] = (byte)_random.Next();
                break;
            case 3:
                _bytes[at] = (byte)Edges[Below(Edges.Length)];
                break;
            case 4:
                WriteEdge(at);
                break;
            case 5:
                _length = at;
                break;
            case 6:
                Remove(at, 1 + Below(Math.Min(16, _length - at)));
                break;
            case 7:
                Insert(at, _bytes.AsSpan(at, 1 + Below(Math.Min(32, _length - at))).ToArray());
                break;
            case 8:
                Fill(at);
                break;
            default:
                Splice(at, valids[Below(valids.Length)]);
                break;
        }
    }

    private void WriteEdge(int at)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        int size = 1 << Below(4);
        ulong edge = Edges[Below(Edges.Length)];
        if (Below(2) == 0)
            BinaryPrimitives.WriteUInt64LittleEndian(number, edge);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, edge << (64 - (8 * size)));
        number[..Math.Min(size, _length - at)].CopyTo(_bytes.AsSpan(at));
    }

    private void Fill(int at)
    {
        for (int index = at; index < Math.Min(_length, at + 8); index++)
            _bytes[index] = (byte)_random.Next();
    }

    private void Remove(int at, int count)
    {
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, byte[] piece)
    {
        int count = Math.Min(piece.Length, MaxBytes - _length);
        _bytes.AsSpan(at, _length - at).CopyTo(_bytes.AsSpan(at + count));
        piece.AsSpan(0, count).CopyTo(_bytes.AsSpan(at));
        _length += count;
    }

    // What stands before is this one's, what stands after another's.
    private void Splice(int at, byte[] other)
    {
        if (other.Length == 0)
            return;
        int from = Below(other.Length);
        int count = Math.Min(other.Length - from, MaxBytes - at);
        other.AsSpan(from, count).CopyTo(_bytes.AsSpan(at));
        _length = at + count;
    }

    private int Below(int limit) => (int)(_random.Next() % (ulong)limit);
}
