using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the way from a struct to its words and back.</summary>
internal static class QuantizeEmitter
{
    private static readonly string[] Axes = ["X", "Y", "Z", "W"];

    public static string Emit(RecordModel record)
    {
        string body = Template.Blocks(record.Fields.Select(field => Template.Text($$"""
            {{FieldComments.Line(field)}}
            {{ToWords(field.Shape, $"value.{field.Member}", WordIndex.Zero.Plus(field.WordOffset), field.Prefix)}}
            """)));
        if (record.Fields.Any(field => CanClamp(field.Shape)))
            body = Template.Text($"int clamped = 0;\n\n{body}\n\nreturn clamped;");
        else
            body = Template.Blocks(body, "return 0;");
        return Template.Text($$"""
            public static int Quantize(
                in {{record.TypeName}} value, {{RuntimeNames.Words}} words)
            {
                {{body}}
            }
            """);
    }

    public static string EmitTwin(RecordModel record)
    {
        string body = Template.Blocks(record.Fields.Select(field => Template.Text($$"""
            {{FieldComments.Line(field)}}
            {{FromWords(field.Shape, $"value.{field.Member}", WordIndex.Zero.Plus(field.WordOffset), field.Prefix)}}
            """)).Prepend("value = default;"));
        return Template.Text($$"""
            public static void Dequantize(
                {{RuntimeNames.ReadOnlyWords}} words, out {{record.TypeName}} value)
            {
                {{body}}
            }
            """);
    }

    private static string ToWords(FieldShape shape, string value, WordIndex at, string prefix)
    {
        switch (shape)
        {
            case BooleanShape:
                return $"words[{at}] = {value} ? 1u : 0u;";
            case IntegerShape integer:
                string word = integer.WordCast is null ? value : $"unchecked(({integer.WordCast}){value})";
                return $"words[{at}] = {word};";
            case LongShape number:
                return Halves(number.IsEnum ? $"(ulong){value}" : value, at);
            case DoubleShape:
                return Halves($"{RuntimeNames.BitConverter}.DoubleToUInt64Bits({value})", at);
            case FloatShape:
                return $"words[{at}] = {RuntimeNames.BitConverter}.SingleToUInt32Bits({value});";
            case VectorShape vector:
                return Template.Lines(Axes.Take(vector.Axes).Select((axis, i) =>
                    ToWords(new FloatShape(), $"{value}.{axis}", at.Plus(i), prefix)));
            case RangeShape { Axes: 1 }:
                return Template.Text($$"""
                    words[{{at}}] = {{RuntimeNames.Quantizer}}.Quantize(
                        {{value}}, {{prefix}}Min, {{prefix}}StepsPerUnit, {{prefix}}MaxWord, ref clamped);
                    """);
            case RangeShape vector:
                return Template.Text($$"""
                    {{RuntimeNames.VectorQuantizer}}.Quantize(
                        {{value}}, {{prefix}}Min, {{prefix}}StepsPerUnit, {{prefix}}MaxWord,
                        {{at.Slice("words", vector.Axes)}}, ref clamped);
                    """);
            case EnumShape enumeration:
                return Template.Text($$"""
                    words[{{at}}] = {{RuntimeNames.Quantizer}}.QuantizeInteger(
                        unchecked(({{enumeration.WordCast}}){{value}}), {{prefix}}Min, {{prefix}}MaxWord, ref clamped);
                    """);
            case RotationShape:
                return $"words[{at}] = {RuntimeNames.SmallestThree}.Quantize({value}, {prefix}Bits, ref clamped);";
            case ReferenceShape:
                return $"{RuntimeNames.ReferenceCode}.Quantize({value}.Id, {at.Slice("words", 2)});";
            case RecordShape { Record: var record }:
                string target = CanClamp(shape) ? "clamped += " : "";
                return $"{target}{record.CodecName}.Quantize(in {value}, {at.Slice("words", record.WordCount)});";
            case ArrayShape array:
                string element = ToWords(
                    array.Element, $"{value}[{at.Variable}]", at.InLoop(array.Element.WordCount), prefix);
                return Template.Loop(at.Variable, prefix + array.LengthName, element);
            default:
                throw new NotSupportedException(shape.GetType().Name);
        }
    }

    private static string FromWords(FieldShape shape, string value, WordIndex at, string prefix) => shape switch
    {
        RecordShape { Record: var record } =>
            $"{record.CodecName}.Dequantize({at.Slice("words", record.WordCount)}, out {value});",
        ArrayShape array => Template.Loop(at.Variable, prefix + array.LengthName, FromWords(
            array.Element, $"{value}[{at.Variable}]", at.InLoop(array.Element.WordCount), prefix)),
        RangeShape { Axes: > 1 } vector => Template.Text($$"""
            {{RuntimeNames.VectorQuantizer}}.Dequantize(
                {{at.Slice("words", vector.Axes)}}, {{prefix}}Min, {{prefix}}Step, out {{value}});
            """),
        _ => Template.Assign(value, Value(shape, at, prefix)),
    };

    private static string Value(FieldShape shape, WordIndex at, string prefix) => shape switch
    {
        BooleanShape => $"words[{at}] != 0",
        IntegerShape { TypeName: "uint" } => $"words[{at}]",
        IntegerShape integer => $"unchecked(({integer.TypeName})words[{at}])",
        LongShape number => $"unchecked(({number.TypeName}){Whole(at)})",
        DoubleShape => $"{RuntimeNames.BitConverter}.UInt64BitsToDouble({Whole(at)})",
        FloatShape => $"{RuntimeNames.BitConverter}.UInt32BitsToSingle(words[{at}])",
        VectorShape vector => Vector(vector.Axes, i => Value(new FloatShape(), at.Plus(i), prefix)),
        RangeShape number => Number(number.TypeName,
            $"{RuntimeNames.Quantizer}.Dequantize(words[{at}], {prefix}Min, {prefix}Step)"),
        EnumShape { Min: 0 } value => $"unchecked(({value.TypeName})words[{at}])",
        EnumShape value => $"unchecked(({value.TypeName})({prefix}Min + words[{at}]))",
        ReferenceShape reference => Template.Text($$"""
            new {{reference.TypeName}}(
                {{RuntimeNames.ReferenceCode}}.Dequantize({{at.Slice("words", 2)}}))
            """),
        RotationShape => $"{RuntimeNames.SmallestThree}.Dequantize(words[{at}], {prefix}Bits)",
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    // Whole numbers have whole ranges and steps, so the double is whole and its cast exact. Through long, because a
    // cast of a double straight to an unsigned type is slow where code is interpreted.
    public static string Number(string typeName, string number) => typeName switch
    {
        "double" => number,
        "float" => $"(float){number}",
        "long" => $"unchecked((long){number})",
        _ => $"unchecked(({typeName})(long){number})",
    };

    private static string Vector(int axes, Func<int, string> axis) => Template.Text($$"""
        new {{RuntimeNames.Numerics}}Vector{{axes}}(
            {{string.Join(",\n", Enumerable.Range(0, axes).Select(axis))}})
        """);

    private static string Halves(string number, WordIndex at) => Template.Text($$"""
        words[{{at}}] = unchecked((uint){{number}});
        words[{{at.Plus(1)}}] = unchecked((uint)({{number}} >> 32));
        """);

    private static string Whole(WordIndex at) => $"(words[{at}] | ((ulong)words[{at.Plus(1)}] << 32))";

    private static bool CanClamp(FieldShape shape) => shape switch
    {
        RangeShape or EnumShape or RotationShape => true,
        ArrayShape array => CanClamp(array.Element),
        RecordShape { Record: var record } => record.Fields.Any(field => CanClamp(field.Shape)),
        _ => false,
    };
}
