using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes trained codes as static members.</summary>
internal static class TrainedCodeEmitter
{
    private const int NumbersPerLine = 12;

    /// <summary>The row that rows in full are sent against; nothing where codes are a delta's.</summary>
    public static string Typical(CodesModel codes) => codes.Typical.Count == 0 ? "" : Template.Text($$"""
        public static readonly uint[] Typical =
        [
            {{Numbers(codes.Typical)}},
        ];
        """);

    /// <summary>The code of one part.</summary>
    public static string Part(TrainedPart part, int index, TrainedPart[] parts, WordCodeModel word)
    {
        string[] options = [
            .. word.Form == "Whole" ? Array.Empty<string>() : [$"form: {RuntimeNames.WordForm}.{word.Form}"],
            .. word.Form == "Lattice" ? [$"step: {Template.Literal(word.Step)}"] : Array.Empty<string>(),
            .. word.Dictionary.Count == 0 ? Array.Empty<string>()
                : [$"dictionary:\n[\n    {Numbers(word.Dictionary).Replace("\n", "\n    ")},\n]"],
            .. word.Parent.Length == 0 ? Array.Empty<string>()
                : [$"parent: {IndexOf(word.Parent, parts)}", $"contexts: \"{word.Contexts}\""],
        ];
        string arguments = string.Join(",\n", options.Prepend(Template.Text($$"""
            [
                {{Texts(word.Lengths)}},
            ]
            """)));
        string prediction = $"{RuntimeNames.Prediction}.{word.Prediction}";
        return Template.Text($$"""
            // {{Describe(word)}}
            private static readonly {{RuntimeNames.WordCode}} {{part.Code}} = new(
                part: {{index}}, bits: {{part.Bits}}, maxWord: {{part.MaxWord}}, {{prediction}},
                {{arguments}});
            """);
    }

    /// <summary>The code of a rotation, made of those of its parts.</summary>
    public static string Rotation(TrainedField field)
    {
        string parts = string.Join(", ", field.Parts.Select(static part => part.Code));
        return Template.Text($$"""
            private static readonly {{RuntimeNames.RotationCode}} {{field.Field.Prefix}} = new(
                {{((RotationShape)field.Field.Shape).Bits}}, {{parts}});
            """);
    }

    /// <summary>Texts in quotes, one a line.</summary>
    public static string Texts(IEnumerable<string> texts) =>
        string.Join(",\n", texts.Select(static text => $"\"{text}\""));

    private static string Describe(WordCodeModel word)
    {
        string from = word.Prediction switch
        {
            "Linear" => "foretold from two baselines",
            "Hold" => "against the baseline",
            _ => "as it is",
        };
        string form = word.Form == "Lattice" ? $", in steps of {Template.Literal(word.Step)}" : "";
        string dictionary = word.Dictionary.Count == 0 ? "" : $", {word.Dictionary.Count} frequent words";
        string contexts = word.Parent.Length == 0 ? "" : $", in {word.Lengths.Count} contexts of {word.Parent}";
        return $"{word.Name}: {from}{form}{dictionary}{contexts}";
    }

    private static int IndexOf(string name, TrainedPart[] parts) => Array.FindIndex(parts, part => part.Name == name);

    private static string Numbers(IReadOnlyList<uint> numbers) => string.Join(
        ",\n",
        numbers.Select(static (number, i) => (number, i)).GroupBy(static pair => pair.i / NumbersPerLine)
            .Select(static line => string.Join(", ", line.Select(static pair => $"{pair.number}"))));
}
