using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>
/// Writes the fields of a record that differ from a baseline: a mask of them, then each against its baseline. A record
/// of one field has no mask, since it is written only when something in it changed.
/// </summary>
internal static class DeltaEmitter
{
    public static string Emit(RecordModel record)
    {
        string comparisons = "";
        string mask = "";
        if (record.Fields.Count > 1)
        {
            comparisons = Template.Lines(record.Fields.Select(field => Template.Text($$"""
                if ({{Differs(field.Shape, WordIndex.Zero.Plus(field.WordOffset))}})
                    changed |= {{field.Prefix}}Changed;
                """)).Prepend("ulong changed = 0;"));
            mask = $"{RuntimeNames.ChangeMask}.Write(ref writer, changed, TypicalChange, FieldCount);";
        }

        string body = Template.Blocks(record.Fields
            .Select(field => Guarded(record, field, WriteShape))
            .Prepend(Template.Lines([comparisons, mask])));
        return Template.Text($$"""
            public static void WriteDelta(
                ref {{RuntimeNames.Writer}} writer,
                {{RuntimeNames.ReadOnlyWords}} baseline,
                {{RuntimeNames.ReadOnlyWords}} current)
            {
                {{body}}
            }
            """);
    }

    public static string EmitTwin(RecordModel record)
    {
        string mask = record.Fields.Count > 1
            ? $"ulong changed = {RuntimeNames.ChangeMask}.Read(ref reader, TypicalChange, FieldCount);"
            : "";
        string body = Template.Blocks(record.Fields.Select(field => Guarded(record, field, ReadShape)).Prepend(mask));
        return Template.Text($$"""
            public static void ReadDelta(
                ref {{RuntimeNames.Reader}} reader,
                {{RuntimeNames.ReadOnlyWords}} baseline,
                {{RuntimeNames.Words}} current)
            {
                {{body}}
            }
            """);
    }

    private static string Guarded(
        RecordModel record, FieldModel field, Func<FieldShape, WordIndex, string, string> emit)
    {
        string code = emit(field.Shape, WordIndex.Zero.Plus(field.WordOffset), field.Prefix);
        string comment = FieldComments.Line(field);
        if (code.Length == 0)
        {
            return record.Fields.Count > 1
                ? $"{comment}; its bit in the mask toggles it"
                : $"{comment}; it toggled, or this would not be called";
        }

        if (record.Fields.Count == 1) return $"{comment}\n{code}";
        return Template.Text($$"""
            {{comment}}
            if ((changed & {{field.Prefix}}Changed) != 0)
            {
                {{code}}
            }
            """);
    }

    private static string WriteShape(FieldShape shape, WordIndex at, string prefix)
    {
        if (shape.IsToggle) return "";
        string words = $"baseline[{at}], current[{at}]";
        string slices = $"{at.Slice("baseline", shape.WordCount)}, {at.Slice("current", shape.WordCount)}";
        return shape switch
        {
            IntegerShape integer => Call("WriteWord", "ref writer", words, $"{integer.Bits}", IntegerOrder),
            RangeShape { Axes: 1 } or EnumShape =>
                Call("WriteWord", "ref writer", words, $"{prefix}Bits", $"{prefix}Order"),
            RangeShape => Call("WriteVector", "ref writer", slices, $"{prefix}Bits"),
            LongShape => Call("WriteLong", "ref writer", slices),
            FloatShape => $"writer.Write(current[{at}], 32);",
            DoubleShape or VectorShape => Call("WriteExact", "ref writer", slices),
            RotationShape => Template.Call(
                $"{RuntimeNames.SmallestThree}.WriteDelta", "ref writer", words, $"{prefix}Bits"),
            ReferenceShape => Template.Call($"{RuntimeNames.ReferenceCode}.WriteDelta", "ref writer", slices),
            RecordShape { Record: var record } => Template.Call($"{record.CodecName}.WriteDelta", "ref writer", slices),
            ArrayShape array => WriteArray(array, at, prefix),
            _ => throw new NotSupportedException(shape.GetType().Name),
        };
    }

    private static string ReadShape(FieldShape shape, WordIndex at, string prefix)
    {
        if (shape.IsToggle) return $"current[{at}] = baseline[{at}] ^ 1;";
        string slices = $"{at.Slice("baseline", shape.WordCount)}, {at.Slice("current", shape.WordCount)}";
        return shape switch
        {
            IntegerShape integer => $"current[{at}] = " + Call(
                "ReadWord", "ref reader", $"baseline[{at}]", $"{integer.Bits}", IntegerOrder, integer.MaxWord),
            RangeShape { Axes: 1 } or EnumShape => $"current[{at}] = " + Call(
                "ReadWord", "ref reader", $"baseline[{at}]", $"{prefix}Bits", $"{prefix}Order", $"{prefix}MaxWord"),
            RangeShape => Call("ReadVector", "ref reader", slices, $"{prefix}Bits", $"{prefix}MaxWord"),
            LongShape => Call("ReadLong", "ref reader", slices),
            FloatShape => $"current[{at}] = (uint)reader.Read(32);",
            DoubleShape or VectorShape => Call("ReadExact", "ref reader", slices),
            RotationShape => $"current[{at}] = " + Template.Call(
                $"{RuntimeNames.SmallestThree}.ReadDelta", "ref reader", $"baseline[{at}]", $"{prefix}Bits"),
            ReferenceShape => Template.Call($"{RuntimeNames.ReferenceCode}.ReadDelta", "ref reader", slices),
            RecordShape { Record: var record } => Template.Call($"{record.CodecName}.ReadDelta", "ref reader", slices),
            ArrayShape array => ReadArray(array, at, prefix),
            _ => throw new NotSupportedException(shape.GetType().Name),
        };
    }

    private static string WriteArray(ArrayShape array, WordIndex at, string prefix)
    {
        WordIndex element = at.InLoop(array.Element.WordCount);
        string code = WriteShape(array.Element, element, prefix);
        string differs = Differs(array.Element, element);
        string length = prefix + array.LengthName;
        if (code.Length == 0) return Template.Loop(at.Variable, length, $"writer.WriteBit({differs});");
        string variable = $"{at.Variable}Changed";
        return Template.Loop(at.Variable, length, Template.Text($$"""
            {{Template.Assign($"bool {variable}", differs)}}
            writer.WriteBit({{variable}});
            if ({{variable}})
            {
                {{code}}
            }
            """));
    }

    private static string ReadArray(ArrayShape array, WordIndex at, string prefix)
    {
        WordIndex element = at.InLoop(array.Element.WordCount);
        string code = ReadShape(array.Element, element, prefix);
        return Template.Loop(at.Variable, prefix + array.LengthName, Template.Text($$"""
            if (reader.ReadBit())
            {
                {{code}}
            }
            """));
    }

    private static string Differs(FieldShape shape, WordIndex at)
    {
        if (shape.WordCount > 4)
        {
            return $"!{RuntimeNames.SequenceEqual}(\n    "
                + $"{at.Slice("baseline", shape.WordCount)}, {at.Slice("current", shape.WordCount)})";
        }

        string[] words = [.. Enumerable.Range(0, shape.WordCount)
            .Select(i => $"baseline[{at.Plus(i)}] != current[{at.Plus(i)}]")];
        string line = string.Join(" || ", words);
        return line.Length <= 100 ? line : string.Join("\n    || ", words);
    }

    private static string Call(string method, params string[] arguments) =>
        Template.Call($"{RuntimeNames.DeltaCode}.{method}", arguments);

    private static string IntegerOrder => $"{RuntimeNames.DeltaCode}.IntegerOrder";
}
