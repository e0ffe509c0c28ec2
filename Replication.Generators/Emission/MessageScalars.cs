using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the code of a message's single values: to bits and JSON, and back.</summary>
internal static class MessageScalars
{
    public static string Write(FieldShape shape, string value, string prefix)
    {
        string range = $"{prefix}Min, {prefix}StepsPerUnit, {prefix}MaxWord, {prefix}Bits";
        return shape switch
        {
            BooleanShape => $"writer.WriteBit({value});",
            IntegerShape { WordCast: null } integer => $"writer.Write({value}, {integer.Bits});",
            IntegerShape integer => $"writer.Write(unchecked(({integer.WordCast}){value}), {integer.Bits});",
            LongShape { TypeName: "ulong" } => $"writer.WriteUInt64({value});",
            LongShape => $"writer.WriteUInt64(unchecked((ulong){value}));",
            RangeShape => Template.Call($"{RuntimeNames.RangeCode}.Write", "ref writer", value, range, "ref clamped"),
            EnumShape number => Template.Call($"{RuntimeNames.FieldCode}.WriteEnum", "ref writer",
                $"unchecked(({number.WordCast}){value})",
                $"{prefix}Min, {prefix}MaxWord, {prefix}Bits", "ref clamped"),
            ReferenceShape => Template.Call($"{RuntimeNames.FieldCode}.Write", "ref writer", $"{value}.Id"),
            RotationShape => Template.Call(
                $"{RuntimeNames.FieldCode}.Write", "ref writer", value, $"{prefix}Bits", "ref clamped"),
            _ => Template.Call($"{RuntimeNames.FieldCode}.Write", "ref writer", value),
        };
    }

    public static string Read(FieldShape shape, string prefix)
    {
        string range = $"ref reader, {prefix}Min, {prefix}Step, {prefix}MaxWord, {prefix}Bits";
        return shape switch
        {
            BooleanShape => "reader.ReadBit()",
            IntegerShape { WordCast: null } integer => $"({integer.TypeName})reader.Read({integer.Bits})",
            IntegerShape integer => $"unchecked(({integer.TypeName})reader.Read({integer.Bits}))",
            LongShape { TypeName: "ulong" } => "reader.ReadUInt64()",
            LongShape number => $"unchecked(({number.TypeName})reader.ReadUInt64())",
            FloatShape => $"{RuntimeNames.FieldCode}.ReadSingle(ref reader)",
            DoubleShape => $"{RuntimeNames.FieldCode}.ReadDouble(ref reader)",
            VectorShape vector => $"{RuntimeNames.FieldCode}.ReadVector{vector.Axes}(ref reader)",
            RangeShape { Axes: 1 } number =>
                QuantizeEmitter.Number(number.TypeName, $"{RuntimeNames.RangeCode}.Read({range})"),
            RangeShape vector => $"{RuntimeNames.RangeCode}.ReadVector{vector.Axes}({range})",
            EnumShape number => $"unchecked(({number.TypeName})\n    {RuntimeNames.FieldCode}.ReadEnum("
                + $"ref reader, {prefix}Min, {prefix}MaxWord, {prefix}Bits))",
            ReferenceShape reference =>
                $"new {reference.TypeName}({RuntimeNames.FieldCode}.ReadReplicaId(ref reader))",
            RotationShape => $"{RuntimeNames.FieldCode}.ReadQuaternion(ref reader, {prefix}Bits)",
            _ => throw new NotSupportedException(shape.GetType().Name),
        };
    }

    public static string WriteJson(FieldShape shape, string value, EnumNames names) => shape switch
    {
        EnumShape number => WriteEnum(number.Names, number.WordCast, value, names),
        IntegerShape { Names: { } known } => WriteEnum(known, "long", value, names),
        LongShape { Names: { } known } => WriteEnum(known, "long", value, names),
        ReferenceShape => $"{RuntimeNames.JsonValue}.Write(writer, {value}.Id);",
        _ => $"{RuntimeNames.JsonValue}.Write(writer, {value});",
    };

    public static string ReadJson(FieldShape shape, string prefix, EnumNames names) => shape switch
    {
        BooleanShape => "input.ReadBoolean()",
        EnumShape number => ReadEnum(number.TypeName, number.Names, names),
        IntegerShape { Names: { } known } number => ReadEnum(number.TypeName, known, names),
        LongShape { Names: { } known } number => ReadEnum(number.TypeName, known, names),
        IntegerShape { TypeName: var type } => $"({type})input.ReadWhole({type}.MinValue, {type}.MaxValue)",
        LongShape { TypeName: "ulong" } => "input.ReadUnsigned()",
        LongShape => "input.ReadWhole(long.MinValue, long.MaxValue)",
        FloatShape => "input.ReadSingle()",
        DoubleShape => "input.ReadDouble()",
        RotationShape => "input.ReadQuaternion()",
        ReferenceShape reference => $"new {reference.TypeName}(input.ReadReplicaId())",
        VectorShape vector => $"input.ReadVector{vector.Axes}()",
        RangeShape { Axes: 1 } number =>
            QuantizeEmitter.Number(number.TypeName, $"input.ReadRange({prefix}Min, {prefix}Step, {prefix}MaxWord)"),
        RangeShape vector => $"input.ReadVector{vector.Axes}({prefix}Min, {prefix}Step, {prefix}MaxWord)",
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    public static bool CanClamp(FieldShape shape) => shape is RangeShape or EnumShape or RotationShape;

    private static string WriteEnum(EnumModel known, string cast, string value, EnumNames names) => Template.Call(
        $"{RuntimeNames.JsonValue}.WriteEnum", "writer", $"unchecked(({cast}){value})", names.ConstantOf(known));

    private static string ReadEnum(string typeName, EnumModel known, EnumNames names) =>
        $"unchecked(({typeName})input.ReadEnum({names.ConstantOf(known)}))";

    /// <summary>A reference that must not be null; one that was asked already is taken as it is.</summary>
    public static string Required(MessageFieldModel field, string value) =>
        value.EndsWith("Value", StringComparison.Ordinal) && !value.StartsWith("value.", StringComparison.Ordinal)
            ? value
            : $"{RuntimeNames.MessageField}.Required({value}, \"{field.Label}\")";
}
