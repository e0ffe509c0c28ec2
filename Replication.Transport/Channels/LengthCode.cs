namespace Replication.Transport;

/// <summary>
/// A length in as few bytes as it needs: 7 bits a byte, lowest first, the high bit says that another follows; at most
/// 3 bytes, 0 to 2,097,151. Each number has one form: a last byte of zero after another is malformed.
/// </summary>
internal static class LengthCode
{
    public const int MaxBytes = 3;
    public const int MaxValue = (1 << 21) - 1;

    public static int BytesOf(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;

    /// <returns>The length of the code in bytes.</returns>
    public static int Write(Span<byte> target, int value)
    {
        int count = 0;
        for (; value >= 1 << 7; value >>= 7)
            target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and takes it off the front.</summary>
    /// <returns>False: cut off, or no form that a writer makes.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out int value)
    {
        value = 0;
        for (int count = 0; count < MaxBytes && count < source.Length; count++)
        {
            int part = source[count];
            value |= (part & 0x7F) << (7 * count);
            if (part >= 0x80)
                continue;
            source = source[(count + 1)..];
            return part != 0 || count == 0;
        }

        return false;
    }
}
