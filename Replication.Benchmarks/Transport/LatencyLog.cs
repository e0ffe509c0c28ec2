using System.Buffers.Binary;
using System.Diagnostics;

namespace Replication.Benchmarks;

/// <summary>
/// Stamps messages when they are handed over and notes how long each took, on the clock that all processes of a machine
/// share. Allocates when it is made and never again.
/// </summary>
/// <param name="capacity">How many messages it notes at most.</param>
internal sealed class LatencyLog(int capacity)
{
    private readonly int[] _microseconds = new int[capacity];

    /// <summary>How many were noted.</summary>
    public int Count { get; private set; }

    /// <summary>Microseconds of each, in the order of arrival.</summary>
    public ReadOnlySpan<int> Microseconds => _microseconds.AsSpan(0, Count);

    public static void Stamp(Span<byte> message) =>
        BinaryPrimitives.WriteInt64LittleEndian(message, Stopwatch.GetTimestamp());

    public void Take(ReadOnlySpan<byte> message)
    {
        if (Count == _microseconds.Length)
            return;
        long sentAt = BinaryPrimitives.ReadInt64LittleEndian(message);
        _microseconds[Count++] = (int)Stopwatch.GetElapsedTime(sentAt).TotalMicroseconds;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Count = 0;
}
