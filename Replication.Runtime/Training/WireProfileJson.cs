using System.Text;
using System.Text.Json;

namespace Replication.Runtime;

/// <summary>Profiles as the text of <c>wire-profile.json</c>.</summary>
public static class WireProfileJson
{
    /// <summary>The version of the format. A profile of another is refused.</summary>
    public const int Format = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The text of a profile: the same profile gives the same text.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>JSON with a line break at its end.</returns>
    public static string Write(WireProfile profile)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartArray("components");
            foreach (ComponentProfile component in profile.Components) Write(json, component);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads what <see cref="Write(WireProfile)"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InvalidDataException">
    /// The text is no profile of this format; the message says where.
    /// </exception>
    public static WireProfile Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            int format = json.RootElement.GetProperty("format").GetInt32();
            if (format != Format)
                throw new InvalidDataException($"A wire profile has format {Format}, not {format}; train it anew.");
            return new WireProfile(
                [.. json.RootElement.GetProperty("components").EnumerateArray().Select(ReadComponent)]);
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
                or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"The text is no wire profile: {exception.Message}", exception);
        }
    }

    private static void Write(Utf8JsonWriter json, ComponentProfile component)
    {
        json.WriteStartObject();
        json.WriteString("name", component.Name);
        json.WriteString("layout", component.Layout.ToString("X16", null));
        Write(json, "delta", component.Delta);
        Write(json, "full", component.Full);
        json.WriteEndObject();
    }

    private static ComponentProfile ReadComponent(JsonElement json) => new(
        Text(json, "name"),
        ulong.Parse(Text(json, "layout"), System.Globalization.NumberStyles.HexNumber, null),
        ReadCodes(json.GetProperty("delta")),
        ReadCodes(json.GetProperty("full")));

    private static void Write(Utf8JsonWriter json, string name, CodesProfile codes)
    {
        json.WriteStartObject(name);
        json.WriteNumber("samples", codes.Samples);
        json.WriteString("typical", string.Join(' ', codes.Typical));
        WriteTexts(json, "order", codes.Order);
        WriteTexts(json, "changes", codes.Changes);
        json.WriteStartArray("words");
        foreach (WordProfile word in codes.Words) Write(json, word);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static CodesProfile ReadCodes(JsonElement json) => new(
        json.GetProperty("samples").GetInt32(),
        Numbers(json, "typical"),
        Texts(json, "order"),
        Texts(json, "changes"),
        [.. json.GetProperty("words").EnumerateArray().Select(ReadWord)]);

    private static void Write(Utf8JsonWriter json, WordProfile word)
    {
        json.WriteStartObject();
        json.WriteString("name", word.Name);
        json.WriteString("form", word.Form.ToString());
        json.WriteNumber("step", word.Step);
        json.WriteString("prediction", word.Prediction.ToString());
        json.WriteString("dictionary", string.Join(' ', word.Dictionary));
        json.WriteString("parent", word.Parent);
        json.WriteString("contexts", word.Contexts);
        WriteTexts(json, "lengths", word.Lengths);
        json.WriteEndObject();
    }

    private static WordProfile ReadWord(JsonElement json) => new(
        Text(json, "name"),
        Enum.Parse<WordForm>(Text(json, "form")),
        json.GetProperty("step").GetDouble(),
        Enum.Parse<Prediction>(Text(json, "prediction")),
        Numbers(json, "dictionary"),
        Text(json, "parent"),
        Text(json, "contexts"),
        Texts(json, "lengths"));

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static string[] Texts(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(static item => item.GetString() ?? "")];

    private static uint[] Numbers(JsonElement json, string name) =>
    [
        .. Text(json, name).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static number => uint.Parse(number, System.Globalization.NumberStyles.None, null)),
    ];
}
