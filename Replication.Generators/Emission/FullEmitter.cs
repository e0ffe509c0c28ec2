using System.Globalization;
using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>
/// Writes all words with constant bit counts, as many in one call as fit, and reads them back. The words of structs
/// within join those around them; the elements of arrays are a loop.
/// </summary>
internal static class FullEmitter
{
    public static string Emit(RecordModel record, string name)
    {
        string body = Template.Blocks(FullLayout.Of(record).Select(WritePart));
        return Template.Text($$"""
            public static void {{name}}(
                ref {{RuntimeNames.Writer}} writer, {{RuntimeNames.ReadOnlyWords}} words)
            {
                {{body}}
            }
            """);
    }

    public static string EmitTwin(RecordModel record, string name)
    {
        FullPart[] parts = [.. FullLayout.Of(record)];
        string packed = parts.Any(NeedsPacked) ? "ulong packed;" : "";
        string body = Template.Blocks(parts.Select(ReadPart).Prepend(packed));
        return Template.Text($$"""
            public static void {{name}}(
                ref {{RuntimeNames.Reader}} reader, {{RuntimeNames.Words}} words)
            {
                {{body}}
            }
            """);
    }

    private static bool NeedsPacked(FullPart part) => part is Chunk { Words.Length: > 1 }
        || (part is Loop loop && loop.Body.Any(NeedsPacked));

    private static string WritePart(FullPart part) => part switch
    {
        Chunk chunk => Template.Lines([chunk.IsWholeElement ? "" : Comment(chunk), WriteChunk(chunk)]),
        Loop loop => EmitLoop(loop, WritePart),
        _ => throw new NotSupportedException(part.GetType().Name),
    };

    private static string ReadPart(FullPart part) => part switch
    {
        Chunk chunk => Template.Lines([chunk.IsWholeElement ? "" : Comment(chunk), ReadChunk(chunk), Require(chunk)]),
        Loop loop => EmitLoop(loop, ReadPart),
        _ => throw new NotSupportedException(part.GetType().Name),
    };

    private static string EmitLoop(Loop loop, Func<FullPart, string> emit) => Template.Text($$"""
        // {{loop.Label}}: {{loop.Count}} x {{FieldComments.Bits(loop.ElementBits)}}
        {{Template.Loop(loop.Variable, loop.Length, Template.Blocks(loop.Body.Select(emit)))}}
        """);

    private static string WriteChunk(Chunk chunk)
    {
        if (chunk.Words.Length == 1) return $"writer.Write(words[{chunk.Words[0].At}], {chunk.Bits});";
        string[] terms = [.. chunk.Words.Select((word, i) => i == 0
            ? $"words[{word.At}]"
            : $"((ulong)words[{word.At}] << {chunk.ShiftOf(i)})")];
        string line = $"writer.Write({string.Join(" | ", terms)}, {chunk.Bits});";
        return line.Length <= 100 ? line : Template.Text($$"""
            writer.Write(
                {{string.Join("\n    | ", terms)}},
                {{chunk.Bits}});
            """);
    }

    private static string ReadChunk(Chunk chunk)
    {
        if (chunk.Words.Length == 1) return $"words[{chunk.Words[0].At}] = (uint)reader.Read({chunk.Bits});";
        return Template.Lines(chunk.Words.Select((word, i) => $"words[{word.At}] = {Extract(chunk, i)};")
            .Prepend($"packed = reader.Read({chunk.Bits});"));
    }

    // Masked before the cast, so that a project which checks its arithmetic does not throw here.
    private static string Extract(Chunk chunk, int word)
    {
        if (word == chunk.Words.Length - 1) return $"(uint)(packed >> {chunk.ShiftOf(word)})";
        string mask = "0x" + ((1UL << chunk.Words[word].Bits) - 1).ToString("X", CultureInfo.InvariantCulture);
        return word == 0 ? $"(uint)(packed & {mask})" : $"(uint)((packed >> {chunk.ShiftOf(word)}) & {mask})";
    }

    // One test for the words of each field that do not use every pattern of their bits.
    private static string Require(Chunk chunk) => Template.Lines(chunk.Words
        .Where(word => word.MaxWord is not null)
        .GroupBy(word => word.Label)
        .Select(field =>
        {
            string[] rules = [.. field.Select(word => $"words[{word.At}] <= {word.MaxWord}")];
            string line = $"reader.Require({string.Join(" && ", rules)});";
            return line.Length <= 100 ? line : $"reader.Require(\n    {string.Join("\n    && ", rules)});";
        }));

    private static string Comment(Chunk chunk)
    {
        IEnumerable<string> fields = chunk.Words.GroupBy(word => word.Label).Select(field =>
        {
            int count = field.Count();
            string bits = FieldComments.Bits(field.First().Bits);
            return count == 1 ? $"{field.Key}: {bits}" : $"{field.Key}: {count} x {bits}";
        });
        string text = "";
        int column = 0;
        foreach (string field in fields)
        {
            bool breaks = column + field.Length > 90;
            text += text.Length == 0 ? "// " + field : breaks ? ";\n// " + field : "; " + field;
            column = breaks ? field.Length : column + field.Length + 2;
        }

        return text;
    }
}
