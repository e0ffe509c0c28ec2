using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Replication.Runtime;

// A string:
//
//     count                     bits of the largest count
//     count bytes of UTF-8      8 each, wherever in a byte they begin

/// <summary>Writes strings of a declared largest size and reads them back.</summary>
public static class TextCode
{
    private const int StackBytes = 512;

    /// <summary>Writes a string. Half of a surrogate pair goes as U+FFFD. Allocates nothing.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The string.</param>
    /// <param name="maxBytes">The most bytes of UTF-8.</param>
    /// <param name="field">The field, for the error.</param>
    /// <exception cref="ArgumentException">It is null or longer than that.</exception>
    public static void Write(ref BitWriter writer, string value, int maxBytes, string field)
    {
        int count = Encoding.UTF8.GetByteCount(MessageField.Required(value, field));
        if (count > maxBytes) Throw.MessageTextTooLong(field, count, maxBytes);
        writer.Write((uint)count, MessageField.CountBits(maxBytes));
        byte[]? rented = count <= StackBytes ? null : ArrayPool<byte>.Shared.Rent(count);
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        Encoding.UTF8.GetBytes(value, bytes);
        writer.Copy(bytes, count * 8);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. Fails the reader on a count beyond the largest or beyond what is left,
    /// and on bytes that are not UTF-8. Allocates the string.
    /// </summary>
    /// <param name="reader">Where from.</param>
    /// <param name="maxBytes">The most bytes of UTF-8.</param>
    /// <returns>The string, or an empty one when the reader failed.</returns>
    public static string Read(ref BitReader reader, int maxBytes)
    {
        int count = MessageField.ReadCount(ref reader, maxBytes, elementBits: 8);
        if (count == 0) return "";
        byte[]? rented = count <= StackBytes ? null : ArrayPool<byte>.Shared.Rent(count);
        Span<byte> bytes = (rented ?? stackalloc byte[StackBytes])[..count];
        for (int i = 0; i < count; i++) bytes[i] = (byte)reader.Read(8);
        bool isText = Utf8.IsValid(bytes);
        string text = isText ? Encoding.UTF8.GetString(bytes) : "";
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        reader.Require(isText);
        return text;
    }
}
