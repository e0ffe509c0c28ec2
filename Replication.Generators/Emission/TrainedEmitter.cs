using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>
/// Writes a component's trained codes as a class with the way to bits and back: a mask of what differs from the
/// baseline, then each part in its own code.
/// </summary>
/// <param name="component">The component; it has a profile.</param>
internal sealed class TrainedEmitter(ComponentModel component)
{
    private readonly TrainedField[] _fields = TrainedField.Of(component);

    /// <summary>The codes of a row against a baseline.</summary>
    public string EmitDelta() => EmitCodes(component.Profile!.Delta, "DeltaCodes", "a delta", _fields.Length > 1);

    /// <summary>The codes of a row in full: a delta against a row that is typical.</summary>
    public string EmitFull() => EmitCodes(component.Profile!.Full, "FullCodes", "a row in full", hasMask: true);

    private string EmitCodes(CodesModel codes, string name, string what, bool hasMask)
    {
        TrainedPart[] parts = [.. _fields.SelectMany(static field => field.Parts)];
        string members = Template.Blocks([
            TrainedCodeEmitter.Typical(codes),
            EmitSymbolsType(parts),
            hasMask ? MaskMembers(codes) : "",
            .. parts.Select((part, index) => TrainedCodeEmitter.Part(part, index, parts, codes.Words[index])),
            .. _fields.Where(static field => field.Field.Shape is RotationShape).Select(TrainedCodeEmitter.Rotation),
            EmitSchema(codes, parts, hasMask),
            EmitWrite(hasMask),
            EmitRead(hasMask),
        ]);
        return Template.Text($$"""
            // The codes of {{what}}, trained on {{codes.Samples}} of them.
            private static class {{name}}
            {
                {{members}}
            }
            """);
    }

    // The codes as a peer with other fields is told them; after them, since members are made in this order.
    private string EmitSchema(CodesModel codes, TrainedPart[] parts, bool hasMask)
    {
        string ranks = string.Join(", ", _fields.Select(field => RankOf(codes, field)));
        string words = parts.Length == 0 ? "[]" : Template.Text($$"""
            [
                {{string.Join(",\n", parts.Select(static part => part.Code))}},
            ]
            """);
        return Template.Text($$"""
            public static readonly {{RuntimeNames.CodeSchema}} Schema = new(
                {{(hasMask ? "Changes" : "null")}},
                [{{ranks}}],
                {{words}});
            """);
    }

    // A field's bit is its rank: how often it changes among the fields.
    private string MaskMembers(CodesModel codes)
    {
        IEnumerable<string> bits = _fields.Select(field =>
            $"private const ulong {field.Field.Prefix}Changed = 1UL << {RankOf(codes, field)};");
        return Template.Lines([
            .. bits,
            Template.Text($$"""
                private static readonly {{RuntimeNames.ChangeCode}} Changes = new(
                    {{TrainedCodeEmitter.Texts(codes.Changes)}});
                """),
        ]);
    }

    private static int RankOf(CodesModel codes, TrainedField field) =>
        codes.Order.TakeWhile(path => path != field.Path).Count();

    private string EmitWrite(bool hasMask)
    {
        string mask = !hasMask ? "" : Template.Lines([
            "ulong changed = 0;",
            .. _fields.Select(static field => Template.Text($$"""
                if ({{Differs(field)}})
                    changed |= {{field.Field.Prefix}}Changed;
                """)),
            "Changes.Write(ref writer, changed);",
        ]);
        string body = Template.Blocks([
            Template.Lines([EmitSymbols(), mask]),
            .. _fields.Select(field => Guarded(field, hasMask, WriteField)),
        ]);
        return Template.Text($$"""
            public static void Write(
                ref {{RuntimeNames.Writer}} writer,
                scoped in {{RuntimeNames.Baseline}} baseline,
                {{RuntimeNames.ReadOnlyWords}} current)
            {
                {{body}}
            }
            """);
    }

    private string EmitRead(bool hasMask)
    {
        string body = Template.Blocks([
            Template.Lines([EmitSymbols(), hasMask ? "ulong changed = Changes.Read(ref reader);" : ""]),
            .. _fields.Select(field => Guarded(field, hasMask, ReadField)),
        ]);
        return Template.Text($$"""
            public static void Read(
                ref {{RuntimeNames.Reader}} reader,
                scoped in {{RuntimeNames.Baseline}} baseline,
                {{RuntimeNames.Words}} current)
            {
                {{body}}
            }
            """);
    }

    // Not stackalloc, for which the JIT guards the frame and copies the parameters: 0.97 of the time of that (benchmark
    // cubes, encode_us with the profile trained).
    private static string EmitSymbolsType(TrainedPart[] parts) => parts.Length == 0 ? "" : Template.Text($$"""
        // The symbols of the parts that were written or read so far.
        [global::System.Runtime.CompilerServices.InlineArray({{parts.Length}})]
        private struct PartSymbols
        {
            private byte _first;
        }
        """);

    private string EmitSymbols() =>
        _fields.Any(static field => field.Parts.Length > 0) ? "PartSymbols symbols = default;" : "";

    private static string Differs(TrainedField field)
    {
        int at = field.Field.WordOffset;
        string[] words = [.. Enumerable.Range(at, field.Field.Shape.WordCount)
            .Select(static word => $"baseline.Words[{word}] != current[{word}]")];
        string line = string.Join(" || ", words);
        return line.Length <= 100 ? line : string.Join("\n    || ", words);
    }

    private static string Guarded(TrainedField field, bool hasMask, Func<TrainedField, string> emit)
    {
        string code = emit(field);
        string comment = FieldComments.Line(field.Field);
        if (code.Length == 0) return $"{comment}; its bit in the mask toggles it";
        if (!hasMask) return $"{comment}\n{code}";
        return Template.Text($$"""
            {{comment}}
            if ((changed & {{field.Field.Prefix}}Changed) != 0)
            {
                {{code}}
            }
            """);
    }

    private static string WriteField(TrainedField field)
    {
        if (field.Field.Shape is RotationShape) return WriteCall($"{field.Field.Prefix}", field.Field.WordOffset);
        return Template.Lines(field.Parts.Select(part => WriteCall(part.Code, field.Field.WordOffset + part.Word)));
    }

    private static string ReadField(TrainedField field)
    {
        int at = field.Field.WordOffset;
        if (field.Field.Shape.IsToggle) return $"current[{at}] ^= 1;";
        if (field.Field.Shape is RotationShape) return ReadCall(field.Field.Prefix, at);
        return Template.Lines(field.Parts.Select(part => ReadCall(part.Code, at + part.Word)));
    }

    private static string WriteCall(string code, int at) =>
        $"{code}.Write(ref writer, symbols, in baseline, {at}, current[{at}]);";

    private static string ReadCall(string code, int at) =>
        $"current[{at}] = {code}.Read(ref reader, symbols, in baseline, {at});";
}
