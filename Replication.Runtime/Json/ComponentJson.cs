using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// A component's words as JSON and back, for tools, scripts and logs: an object whose fields are named as in the
/// struct. Numbers are in the field's unit, enums by name, vectors and rotations arrays.
/// </summary>
/// <remarks>
/// What <see cref="Write"/> wrote <see cref="TryRead"/> turns into exactly the same words. Allocates; the hot path
/// has no JSON.
/// </remarks>
public static class ComponentJson
{
    /// <summary>Writes a component.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="schema">The component's fields.</param>
    /// <param name="words">Its words, <see cref="ComponentSchema.WordCount"/> of them.</param>
    public static void Write(Utf8JsonWriter writer, ComponentSchema schema, ReadOnlySpan<uint> words)
    {
        Throw.IfOutside(words.Length, schema.WordCount, schema.WordCount, nameof(words));
        ComponentJsonWriter.WriteFields(writer, schema.Fields, words);
    }

    /// <summary>Reads a component. A field that the text leaves out keeps the words that it has.</summary>
    /// <param name="utf8Json">The text, in UTF-8.</param>
    /// <param name="schema">The component's fields.</param>
    /// <param name="words">Its words; as they were when the text is refused.</param>
    /// <param name="error">Names the place in the text and what would be right there; null when it was taken.</param>
    /// <returns>Whether the text was taken.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8Json, ComponentSchema schema, Span<uint> words, out string? error)
    {
        Throw.IfOutside(words.Length, schema.WordCount, schema.WordCount, nameof(words));
        var input = new JsonInput(utf8Json);
        uint[] read = words.ToArray();
        ComponentJsonReader.ReadFields(ref input, schema.Fields, read);
        error = input.Error;
        if (input.Failed) return false;
        read.CopyTo(words);
        return true;
    }
}
