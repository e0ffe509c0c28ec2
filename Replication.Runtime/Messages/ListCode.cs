using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>Writes and reads how many elements an array or list has; the elements are generated code.</summary>
public static class ListCode
{
    /// <summary>Writes the count of an array.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="items">The array.</param>
    /// <param name="maxCount">The most elements.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The elements, to be written next.</returns>
    /// <exception cref="ArgumentException">It is null or has more elements.</exception>
    public static ReadOnlySpan<T> Write<T>(ref BitWriter writer, T[] items, int maxCount, string field) =>
        WriteCount(ref writer, MessageField.Required(items, field), maxCount, field);

    /// <summary>Writes the count of a list.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="items">The list; must not change until its elements are written.</param>
    /// <param name="maxCount">The most elements.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The elements, to be written next.</returns>
    /// <exception cref="ArgumentException">It is null or has more elements.</exception>
    public static ReadOnlySpan<T> Write<T>(ref BitWriter writer, List<T> items, int maxCount, string field) =>
        WriteCount<T>(
            ref writer, CollectionsMarshal.AsSpan(MessageField.Required(items, field)), maxCount, field);

    /// <summary>
    /// Reads a count. Fails the reader when it is beyond the largest, or when fewer bits are left than so many
    /// elements take at least: no list is made that the bits cannot fill.
    /// </summary>
    /// <param name="reader">Where from.</param>
    /// <param name="maxCount">The most elements.</param>
    /// <param name="elementBits">The fewest bits of an element, at least one.</param>
    /// <returns>The count, or zero when the reader failed.</returns>
    public static int Read(ref BitReader reader, int maxCount, int elementBits) =>
        MessageField.ReadCount(ref reader, maxCount, elementBits);

    private static ReadOnlySpan<T> WriteCount<T>(
        ref BitWriter writer, ReadOnlySpan<T> items, int maxCount, string field)
    {
        if (items.Length > maxCount) Throw.MessageListTooLong(field, items.Length, maxCount);
        writer.Write((uint)items.Length, MessageField.CountBits(maxCount));
        return items;
    }
}
