namespace Replication.Runtime;

/// <summary>Reads words from JSON by their schema.</summary>
internal static class ComponentJsonReader
{
    public static void ReadFields(ref JsonInput input, IReadOnlyList<FieldSchema> fields, Span<uint> words) =>
        ReadObject(ref input, fields, "", words);

    // An object of the text is the fields whose paths begin with its own.
    private static void ReadObject(
        ref JsonInput input, IReadOnlyList<FieldSchema> fields, string path, Span<uint> words)
    {
        input.BeginObject();
        while (input.NextField(out string name))
        {
            string whole = path + name;
            FieldSchema? field = fields.FirstOrDefault(candidate => candidate.Name == whole);
            if (field is not null)
                ReadField(ref input, field, words);
            else if (fields.Any(candidate => candidate.Name.StartsWith($"{whole}.", StringComparison.Ordinal)))
                ReadObject(ref input, fields, $"{whole}.", words);
            else
                input.RefuseField(NamesIn(fields, path));
        }
    }

    private static string NamesIn(IReadOnlyList<FieldSchema> fields, string path) => string.Join(", ", fields
        .Where(field => field.Name.StartsWith(path, StringComparison.Ordinal))
        .Select(field => field.Name[path.Length..].Split('.')[0])
        .Distinct());

    private static void ReadField(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        words = words.Slice(field.WordOffset, field.WordCount);
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                words[0] = input.ReadBoolean() ? 1u : 0u;
                break;
            case FieldKind.WholeNumber when field.Step == 0:
                ReadWhole(ref input, field, words);
                break;
            case FieldKind.Enumeration:
                FieldWords.SetEnumValue(field, input.ReadEnum(field.Enumeration!), words);
                break;
            case FieldKind.Rotation:
                ReadRotation(ref input, field, words);
                break;
            case FieldKind.Vector:
                ReadVector(ref input, field, words);
                break;
            case FieldKind.Reference:
                ReferenceCode.Quantize(input.ReadReplicaId(), words);
                break;
            case FieldKind.Array:
                ReadArray(ref input, field, words);
                break;
            default:
                ReadNumber(ref input, field, words);
                break;
        }
    }

    private static void ReadWhole(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        long value = field switch
        {
            { Bits: < 64 } => input.ReadWhole((long)field.Min, (long)field.Max),
            { Min: < 0 } => input.ReadWhole(long.MinValue, long.MaxValue),
            _ => unchecked((long)input.ReadUnsigned()),
        };
        FieldWords.Split(value, field.Bits, words);
    }

    private static void ReadRotation(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        if (!RotationJson.TryToWord(input.ReadVector4(), FieldWords.RotationBits(field), out words[0]))
            input.RefuseValue("four finite numbers x, y, z, w that are not all zero");
    }

    private static void ReadVector(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        input.BeginArray();
        for (int axis = 0; axis < words.Length; axis++)
        {
            if (!input.NextElement(words.Length)) input.RefuseValue($"an array of {words.Length} numbers");
            ReadNumber(ref input, field, words.Slice(axis, 1));
        }

        input.NextElement(words.Length);
    }

    private static void ReadArray(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        IReadOnlyList<FieldSchema> element = field.Element!;
        int stride = words.Length / field.Length;
        input.BeginArray();
        for (int i = 0; input.NextElement(field.Length); i++)
        {
            Span<uint> item = words.Slice(i * stride, stride);
            if (FieldWords.IsPlain(element))
                ReadField(ref input, element[0], item);
            else
                ReadFields(ref input, element, item);
        }
    }

    private static void ReadNumber(ref JsonInput input, FieldSchema field, Span<uint> words)
    {
        if (field.Step > 0)
        {
            int clamped = 0;
            uint maxWord = FieldWords.MaxWord(field);
            double value = input.ReadRange(field.Min, field.Step, maxWord);
            words[0] = Quantizer.Quantize(value, field.Min, 1 / field.Step, maxWord, ref clamped);
        }
        else if (words.Length == 1)
        {
            words[0] = BitConverter.SingleToUInt32Bits(input.ReadSingle());
        }
        else
        {
            FieldWords.Split((long)BitConverter.DoubleToUInt64Bits(input.ReadDouble()), 64, words);
        }
    }
}
