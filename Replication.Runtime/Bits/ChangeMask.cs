namespace Replication.Runtime;

/// <summary>
/// Writes which of a few things changed: one bit for the change that is typical of them, else a bit for each.
/// </summary>
/// <remarks>Allocates nothing, throws nothing.</remarks>
public static class ChangeMask
{
    /// <summary>The most things that one mask covers.</summary>
    public const int MaxCount = 64;

    /// <summary>Writes a mask.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="mask">Bit i: thing i changed.</param>
    /// <param name="typical">The mask that costs one bit.</param>
    /// <param name="count">How many things, 1 to <see cref="MaxCount"/>.</param>
    public static void Write(ref BitWriter writer, ulong mask, ulong typical, int count)
    {
        writer.WriteBit(mask == typical);
        if (mask != typical) writer.WriteWide(mask, count);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="typical">The mask that costs one bit.</param>
    /// <param name="count">How many things, 1 to <see cref="MaxCount"/>.</param>
    /// <returns>The mask; zero when the reader failed.</returns>
    public static ulong Read(ref BitReader reader, ulong typical, int count) =>
        reader.ReadBit() ? typical : reader.ReadWide(count);
}
