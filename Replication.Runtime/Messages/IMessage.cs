using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// What the generator writes for a type marked <see cref="MessageAttribute"/>: its way to bits and to JSON, and back.
/// The methods come in twins; what one writes the other reads.
/// </summary>
/// <typeparam name="TSelf">The message.</typeparam>
public interface IMessage<TSelf>
    where TSelf : IMessage<TSelf>
{
    /// <summary>The message's name, channel, limits and fields.</summary>
    static abstract MessageSchema Schema { get; }

    /// <summary>Writes a message as bits. Allocates nothing.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <returns>How many numbers were outside their range and clamped.</returns>
    /// <exception cref="ArgumentException">
    /// A field that must not be null is, or a string or list is larger than was declared.
    /// </exception>
    static abstract int Write(ref BitWriter writer, in TSelf message);

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. Fails the reader on bits that no writer writes; the message then means
    /// nothing. Allocates what strings, lists and records take, never more than the bits that are left can fill.
    /// </summary>
    /// <param name="reader">Where from.</param>
    /// <param name="message">Takes the message.</param>
    static abstract void Read(ref BitReader reader, out TSelf message);

    /// <summary>Writes a message as a JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">A field that must not be null is.</exception>
    static abstract void WriteJson(Utf8JsonWriter writer, in TSelf message);

    /// <summary>
    /// Reads what <see cref="WriteJson"/> wrote. A field that is left out is zero, empty or null. The input fails on
    /// anything that is no such message; the message then means nothing.
    /// </summary>
    /// <param name="input">Where from.</param>
    /// <param name="message">Takes the message.</param>
    static abstract void ReadJson(ref JsonInput input, out TSelf message);
}
