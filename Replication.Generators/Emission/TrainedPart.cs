using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>A field of a component with trained codes; the fields of structs within it are its own.</summary>
/// <param name="Field">The field under the name that its constants start with, its words counted in the row.</param>
/// <param name="Path">As in <c>Aim.Yaw</c>.</param>
/// <param name="Parts">What of it has a code: none where that it changed says all.</param>
internal sealed record TrainedField(FieldModel Field, string Path, TrainedPart[] Parts)
{
    private static readonly string[] Axes = ["X", "Y", "Z", "W"];

    /// <summary>The fields of a component in the order of its schema.</summary>
    public static TrainedField[] Of(ComponentModel component)
    {
        // The members of the emitted class that are no field's.
        var names = new HashSet<string> { "Changes", "PartSymbols", "Schema", "Typical" };
        return [.. Flatten(component.Record, "", 0, names)];
    }

    private static IEnumerable<TrainedField> Flatten(RecordModel record, string path, int offset, HashSet<string> names)
    {
        foreach (FieldModel field in record.Fields)
        {
            string full = path + field.Name;
            if (field.Shape is RecordShape nested)
            {
                foreach (TrainedField inner in Flatten(nested.Record, full + ".", offset + field.WordOffset, names))
                    yield return inner;
                continue;
            }

            string prefix = Unique(full, names);
            FieldModel own = field with { Name = full, Prefix = prefix, WordOffset = offset + field.WordOffset };
            yield return new TrainedField(own, full, [.. PartsOf(own, names)]);
        }
    }

    private static IEnumerable<TrainedPart> PartsOf(FieldModel field, HashSet<string> names)
    {
        if (field.Shape.IsToggle) yield break;
        if (field.Shape is RotationShape rotation)
        {
            yield return new TrainedPart($"{field.Name}.Largest", Unique(field.Name + "Largest", names), 0, "2", "3");
            foreach (string lane in new[] { "A", "B", "C" })
            {
                string maxStep = $"{(1 << rotation.Bits) - 1}";
                yield return new TrainedPart(
                    $"{field.Name}.{lane}", Unique(field.Name + lane, names), 0, $"{rotation.Bits}", maxStep);
            }

            yield break;
        }

        for (int word = 0; word < field.Shape.WordCount; word++)
        {
            string suffix = field.Shape.WordCount == 1 ? ""
                : field.Shape is LongShape or DoubleShape ? (word == 0 ? "Low" : "High") : Axes[word];
            string name = suffix.Length == 0 ? field.Name : $"{field.Name}.{suffix}";
            string code = suffix.Length == 0 ? field.Prefix : Unique(field.Name + suffix, names);
            yield return new TrainedPart(
                name, code, word, $"{field.Shape.FullBits / field.Shape.WordCount}", MaxWordOf(field.Shape));
        }
    }

    private static string MaxWordOf(FieldShape shape) => shape switch
    {
        RangeShape { Range: var range } => $"{range.MaxWord}",
        EnumShape value => $"{value.MaxWord}",
        IntegerShape integer => integer.MaxWord,
        _ => "uint.MaxValue",
    };

    private static string Unique(string path, HashSet<string> names)
    {
        string stem = string.Concat(path.Split('.').Select(static part => Capital(part.TrimStart('_'))));
        string name = stem;
        for (int i = 2; !names.Add(name); i++) name = $"{stem}{i}";
        return name;
    }

    private static string Capital(string name) => name.Length == 0 || char.IsDigit(name[0])
        ? "Field" + name
        : char.ToUpperInvariant(name[0]) + name.Substring(1);
}

/// <summary>A number with a trained code of its own.</summary>
/// <param name="Name">As in <c>Position.X</c>.</param>
/// <param name="Code">The member that is its code.</param>
/// <param name="Word">Which of the field's words it is.</param>
/// <param name="Bits">Its width.</param>
/// <param name="MaxWord">The largest number that is valid.</param>
internal sealed record TrainedPart(string Name, string Code, int Word, string Bits, string MaxWord);
