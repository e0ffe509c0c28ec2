using System.Text;
using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// Reads JSON by asking for what should be there. The first thing that is not makes <see cref="Error"/>, which names
/// the place and what would be right; from then on every read gives zero and every list ends.
/// </summary>
/// <remarks>Throws nothing, whatever the text is. For tools: strings are allocated. For one thread.</remarks>
public ref partial struct JsonInput
{
    // Utf8JsonReader goes no deeper.
    private const int MaxDepth = 64;
    private const int MaxShownCharacters = 40;

    private readonly string?[] _names = new string?[MaxDepth + 1];
    private readonly int[] _indexes = new int[MaxDepth + 1];
    private Utf8JsonReader _reader;
    private int _depth;
    private bool _ended;

    /// <summary>Starts at the first value of a text.</summary>
    /// <param name="utf8Json">The text, in UTF-8; exactly one JSON value.</param>
    public JsonInput(ReadOnlySpan<byte> utf8Json)
    {
        _reader = new Utf8JsonReader(utf8Json);
        Advance();
    }

    /// <summary>Why the text was refused, in one sentence; null while it was not.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the text was refused.</summary>
    public readonly bool Failed => Error is not null;

    private readonly JsonTokenType Token => _ended || Failed ? JsonTokenType.None : _reader.TokenType;

    /// <summary>Enters an object. Call <see cref="NextField"/> until it gives false.</summary>
    public void BeginObject() => Begin(JsonTokenType.StartObject, "an object");

    /// <summary>Goes to an object's next field, whose value is read next.</summary>
    /// <param name="name">The field's name; empty when there is none.</param>
    /// <returns>False after the last field or when the text was refused.</returns>
    public bool NextField(out string name)
    {
        name = "";
        if (Token != JsonTokenType.PropertyName) return End();
        if (!TryTakeText(out name)) return false;
        _names[_depth] = name;
        Advance();
        return !Failed;
    }

    /// <summary>Enters an array. Call <see cref="NextElement"/> until it gives false.</summary>
    public void BeginArray() => Begin(JsonTokenType.StartArray, "an array");

    /// <summary>Goes to an array's next element, which is read next.</summary>
    /// <param name="maxCount">How many elements the array may have.</param>
    /// <returns>False after the last element or when the text was refused.</returns>
    public bool NextElement(int maxCount)
    {
        if (Token is JsonTokenType.EndArray or JsonTokenType.None) return End();
        if (++_indexes[_depth] < maxCount) return true;
        Refuse($"the end, since the array has at most {maxCount} elements");
        return false;
    }

    /// <summary>Passes over a null, where one is.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryReadNull()
    {
        if (Token != JsonTokenType.Null) return false;
        Advance();
        return true;
    }

    /// <summary>Refuses a field that nothing is known of.</summary>
    /// <param name="known">The fields that there are, as in <c>Name, Text</c>.</param>
    public void RefuseField(string known) =>
        Fail($"{Path} is no field; the fields here are {(known.Length == 0 ? "none" : known)}.");

    // Refuses a value that was read already.
    internal void RefuseValue(string right) => Fail($"{Path} must be {right}.");

    private void Refuse(string right) => Fail($"{Path} must be {right}, not {Found()}.");

    private void Fail(string error) => Error ??= error;

    private void Begin(JsonTokenType token, string right)
    {
        if (Token != token)
        {
            Refuse(right);
            return;
        }

        _depth++;
        _names[_depth] = null;
        _indexes[_depth] = -1;
        Advance();
    }

    // Escapes can spell what is no text: half of a surrogate pair.
    private bool TryTakeText(out string text)
    {
        text = "";
        try
        {
            text = _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            Fail($"{Path} is no text: {exception.Message}");
        }

        return !Failed;
    }

    private bool End()
    {
        if (Failed) return false;
        _depth--;
        Advance();
        return false;
    }

    private void Advance()
    {
        try
        {
            _ended = !_reader.Read();
        }
        catch (JsonException exception)
        {
            Fail($"{Path} is no JSON: {exception.Message}");
        }
    }

    private readonly string Path
    {
        get
        {
            var path = new StringBuilder("$");
            for (int level = 1; level <= _depth; level++)
            {
                if (_names[level] is { } name)
                    path.Append('.').Append(name);
                else if (_indexes[level] >= 0)
                    path.Append('[').Append(_indexes[level]).Append(']');
            }

            return path.ToString();
        }
    }

    private readonly string Found() => Token switch
    {
        JsonTokenType.None => "nothing",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Shown()}\"",
        _ => Shown(),
    };

    private readonly string Shown()
    {
        string text = Encoding.UTF8.GetString(_reader.ValueSpan);
        return text.Length <= MaxShownCharacters ? text : text[..MaxShownCharacters] + "...";
    }
}
