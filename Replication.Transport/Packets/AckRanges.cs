namespace Replication.Transport;

/// <summary>
/// Acks of packets that the header's 32 ack bits do not reach, at the start of the body, downwards from packet
/// ack - 33.
/// <code>
/// count 1 (1 to 7) | count times: gap 1 | run - 1 1
/// </code>
/// A gap is how many packets are not acked (0 to 255), a run how many after them are (1 to 256). A gap of 0 stands only
/// at the beginning and after a run of 256. What lies beyond the seventh run, or behind a larger gap, is left out.
/// </summary>
internal readonly ref struct AckRanges
{
    public const int MaxBytes = 1 + 2 * MaxCount;

    private const int MaxCount = 7;
    private const int MaxGap = 255;
    private const int MaxRun = 256;

    private readonly ReadOnlySpan<byte> _pairs;

    private AckRanges(ReadOnlySpan<byte> pairs)
    {
        _pairs = pairs;
        foreach (byte step in pairs)
            Reach += step;
        Reach += Count;
    }

    public int Count => _pairs.Length / 2;

    /// <summary>How many packets, acked and not, the ranges speak of.</summary>
    public int Reach { get; }

    public int Bytes => Count == 0 ? 0 : 1 + _pairs.Length;

    /// <summary>Writes the runs of set bits from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    /// <returns>The length in bytes; 0 when there is none.</returns>
    public static int Write(Span<byte> target, BitRing accepted, long from, long to)
    {
        int count = 0;
        for (long at = from; count < MaxCount;)
        {
            long run = accepted.FindSet(at, to);
            if (run >= to || run - at > MaxGap)
                break;
            long end = accepted.FindClear(run, Math.Min(to, run + MaxRun));
            target[1 + 2 * count] = (byte)(run - at);
            target[2 + 2 * count] = (byte)(end - run - 1);
            count++;
            at = end;
        }

        if (count == 0)
            return 0;
        target[0] = (byte)count;
        return 1 + 2 * count;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>False: cut off, or no form that a writer makes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out AckRanges ranges)
    {
        ranges = default;
        if (body.Length == 0 || body[0] is 0 or > MaxCount || body.Length < 1 + 2 * body[0])
            return false;
        ReadOnlySpan<byte> pairs = body.Slice(1, 2 * body[0]);
        for (int index = 2; index < pairs.Length; index += 2)
        {
            if (pairs[index] == 0 && pairs[index - 1] != MaxRun - 1)
                return false;
        }

        ranges = new AckRanges(pairs);
        return true;
    }

    /// <summary>The packets of run <paramref name="index"/>, counted down from packet ack - 33 as 0.</summary>
    public (int First, int Count) Run(int index)
    {
        int first = 0;
        for (int pair = 0; pair < index; pair++)
            first += _pairs[2 * pair] + _pairs[2 * pair + 1] + 1;
        return (first + _pairs[2 * index], _pairs[2 * index + 1] + 1);
    }
}
