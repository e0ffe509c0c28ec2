using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Replication.Runtime;

/// <content>The single values that fields hold.</content>
public ref partial struct JsonInput
{
    /// <summary>Reads true or false.</summary>
    /// <returns>The value, or false when the text was refused.</returns>
    public bool ReadBoolean()
    {
        bool value = Token == JsonTokenType.True;
        if (!value && Token != JsonTokenType.False) Refuse("true or false");
        Advance();
        return value;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="min">The smallest that is taken.</param>
    /// <param name="max">The largest that is taken.</param>
    /// <returns>The number, or zero when the text was refused.</returns>
    public long ReadWhole(long min, long max)
    {
        bool isWhole = TryGetWhole(out long value) && value >= min && value <= max;
        if (!isWhole) Refuse($"a whole number from {min} to {max}");
        Advance();
        return isWhole ? value : 0;
    }

    /// <summary>Reads a whole number of 64 bits without a sign.</summary>
    /// <returns>The number, or zero when the text was refused.</returns>
    public ulong ReadUnsigned()
    {
        if (!TryGetUnsigned(out ulong value)) Refuse($"a whole number from 0 to {ulong.MaxValue}");
        Advance();
        return value;
    }

    /// <summary>Reads a number with 24 significant bits, or one of the strings that stand for no number.</summary>
    /// <returns>The number, or zero when the text was refused.</returns>
    public float ReadSingle()
    {
        float value = 0;
        bool isNumber = Token == JsonTokenType.Number
            ? _reader.TryGetSingle(out value) && float.IsFinite(value)
            : Token == JsonTokenType.String && JsonFloat.TryParse(_reader.ValueSpan, out value);
        if (!isNumber) Refuse("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
        Advance();
        return isNumber ? value : 0;
    }

    /// <summary>Reads a number with 53 significant bits, or one of the strings that stand for no number.</summary>
    /// <returns>The number, or zero when the text was refused.</returns>
    public double ReadDouble()
    {
        double value = 0;
        bool isNumber = TryGetNumber(out value)
            || (Token == JsonTokenType.String && JsonFloat.TryParse(_reader.ValueSpan, out value));
        if (!isNumber) Refuse("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
        Advance();
        return isNumber ? value : 0;
    }

    /// <summary>Reads a number on a range.</summary>
    /// <param name="min">The smallest value.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <returns>The number as it was written, or zero when the text was refused.</returns>
    public double ReadRange(double min, double step, uint maxWord)
    {
        int clamped = 0;
        bool isNumber = TryGetNumber(out double value);
        if (isNumber) Quantizer.Quantize(value, min, 1 / step, maxWord, ref clamped);
        bool isInside = isNumber && clamped == 0;
        if (!isInside) Refuse($"a number from {min:R} to {min + (maxWord * step):R}");
        Advance();
        return isInside ? value : 0;
    }

    /// <summary>Reads a value of an enum: a name, names with commas between them for flags, or a number.</summary>
    /// <param name="names">The enum's values.</param>
    /// <returns>The number, or zero when the text was refused.</returns>
    public long ReadEnum(EnumSchema names)
    {
        long value = 0;
        bool isValue = Token == JsonTokenType.String
            ? TryTakeText(out string text) && EnumJson.TryParse(names, text, out value)
            : TryGetEnumNumber(names.IsSigned, out value);
        isValue = isValue && names.Contains(value);
        if (!isValue) Refuse(EnumJson.Describe(names));
        Advance();
        return isValue ? value : 0;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="maxBytes">The most bytes of UTF-8 that it may have.</param>
    /// <returns>The string, or an empty one when the text was refused.</returns>
    public string ReadText(int maxBytes)
    {
        string text = "";
        bool isText = Token == JsonTokenType.String && TryTakeText(out text)
            && Encoding.UTF8.GetByteCount(text) <= maxBytes;
        if (!isText) Refuse($"a string of at most {maxBytes} bytes");
        Advance();
        return isText ? text : "";
    }

    /// <summary>Reads a vector as an array of two numbers.</summary>
    /// <returns>The vector, or zero when the text was refused.</returns>
    public Vector2 ReadVector2()
    {
        BeginArray();
        var value = new Vector2(ReadAxis(2), ReadAxis(2));
        NextElement(2);
        return value;
    }

    /// <summary>Reads a vector as an array of three numbers.</summary>
    /// <returns>The vector, or zero when the text was refused.</returns>
    public Vector3 ReadVector3()
    {
        BeginArray();
        var value = new Vector3(ReadAxis(3), ReadAxis(3), ReadAxis(3));
        NextElement(3);
        return value;
    }

    /// <summary>Reads a vector as an array of four numbers.</summary>
    /// <returns>The vector, or zero when the text was refused.</returns>
    public Vector4 ReadVector4()
    {
        BeginArray();
        var value = new Vector4(ReadAxis(4), ReadAxis(4), ReadAxis(4), ReadAxis(4));
        NextElement(4);
        return value;
    }

    /// <summary>Reads a vector on a range as an array of two numbers.</summary>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <returns>The vector as it was written, or zero when the text was refused.</returns>
    public Vector2 ReadVector2(double min, double step, uint maxWord)
    {
        BeginArray();
        var value = new Vector2(ReadAxis(2, min, step, maxWord), ReadAxis(2, min, step, maxWord));
        NextElement(2);
        return value;
    }

    /// <summary>Reads a vector on a range as an array of three numbers.</summary>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <returns>The vector as it was written, or zero when the text was refused.</returns>
    public Vector3 ReadVector3(double min, double step, uint maxWord)
    {
        BeginArray();
        var value = new Vector3(
            ReadAxis(3, min, step, maxWord), ReadAxis(3, min, step, maxWord), ReadAxis(3, min, step, maxWord));
        NextElement(3);
        return value;
    }

    /// <summary>Reads a vector on a range as an array of four numbers.</summary>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <returns>The vector as it was written, or zero when the text was refused.</returns>
    public Vector4 ReadVector4(double min, double step, uint maxWord)
    {
        BeginArray();
        var value = new Vector4(
            ReadAxis(4, min, step, maxWord), ReadAxis(4, min, step, maxWord),
            ReadAxis(4, min, step, maxWord), ReadAxis(4, min, step, maxWord));
        NextElement(4);
        return value;
    }

    /// <summary>Reads a rotation as an array of four numbers: x, y, z, w.</summary>
    /// <returns>The rotation, or zero when the text was refused.</returns>
    public Quaternion ReadQuaternion() => ReadVector4().AsQuaternion();

    /// <summary>Reads a replica's id: an array of index and generation, or null for none.</summary>
    /// <returns>The id; none where the input failed.</returns>
    public ReplicaId ReadReplicaId()
    {
        if (TryReadNull()) return ReplicaId.None;
        BeginArray();
        if (!NextElement(2)) RefuseValue("an array of an index and a generation, or null");
        int index = (int)ReadWhole(0, (1 << 24) - 1);
        if (!NextElement(2)) RefuseValue("an array of an index and a generation, or null");
        var generation = (ushort)ReadWhole(0, ushort.MaxValue);
        NextElement(2);
        return Failed ? ReplicaId.None : new ReplicaId(index, generation);
    }

    private float ReadAxis(int axes)
    {
        if (!NextElement(axes)) RefuseValue($"an array of {axes} numbers");
        return ReadSingle();
    }

    private float ReadAxis(int axes, double min, double step, uint maxWord)
    {
        if (!NextElement(axes)) RefuseValue($"an array of {axes} numbers");
        return (float)ReadRange(min, step, maxWord);
    }

    private readonly bool TryGetWhole(out long value)
    {
        value = 0;
        return Token == JsonTokenType.Number && _reader.TryGetInt64(out value);
    }

    private readonly bool TryGetUnsigned(out ulong value)
    {
        value = 0;
        return Token == JsonTokenType.Number && _reader.TryGetUInt64(out value);
    }

    private readonly bool TryGetEnumNumber(bool isSigned, out long value)
    {
        if (isSigned) return TryGetWhole(out value);
        bool isNumber = TryGetUnsigned(out ulong unsigned);
        value = unchecked((long)unsigned);
        return isNumber;
    }

    private readonly bool TryGetNumber(out double value)
    {
        value = 0;
        return Token == JsonTokenType.Number && _reader.TryGetDouble(out value) && double.IsFinite(value);
    }
}
