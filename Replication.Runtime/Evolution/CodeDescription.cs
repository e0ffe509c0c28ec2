using System.Text;

namespace Replication.Runtime;

// Trained codes in a description:
//
//     for each word of the component 32             the typical row
//     codes of a delta, codes of a row in full:
//       for each field, code 2                      its rank
//       the change mask, but in a delta of one field: for each group of 8 ranks the lengths of its symbols; with
//       several groups, those of the symbols that say which
//       for each part:
//         2 | 2                                     form | prediction
//         [64]                                      the step of a lattice
//         code 2, 32 each                           dictionary
//         code 2                                    the parent part + 1, 0 for none
//         [4 for each symbol of the parent and one] the contexts
//         code 0                                    codes - 1, then for each the lengths of its symbols
//
// Lengths have 4 bits for each symbol, 1 to 15; how many symbols there are follows from the part.

/// <summary>Writes the trained codes of a component into a description, and reads them from any bytes.</summary>
internal static class CodeDescription
{
    private const int LengthBits = 4;
    private const int MaxCodes = 16;

    /// <summary>Writes the codes of a component that has trained ones.</summary>
    public static void Write(ref BitWriter writer, ComponentSchema component)
    {
        ComponentCodes trained = component.Trained!;
        foreach (uint word in trained.Typical) writer.Write(word, 32);
        Write(ref writer, trained.Delta);
        Write(ref writer, trained.Full);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, ComponentSchema)"/> wrote.</summary>
    /// <param name="reader">Where from; fails where no trainer can have made the codes.</param>
    /// <param name="component">The component, its fields sound.</param>
    /// <param name="codesLeft">How many codes may yet be made; takes away those that were.</param>
    /// <returns>The codes; null where the reader failed.</returns>
    public static ComponentCodes? Read(ref BitReader reader, ComponentSchema component, ref int codesLeft)
    {
        Part[]? parts = Part.Of(component);
        reader.Require(parts is not null);
        if (reader.Failed) return null;
        uint[] typical = ReadTypical(ref reader, component, parts!);
        CodeSchema? delta = ReadCodes(
            ref reader, component.Fields.Count, parts!, hasMask: component.Fields.Count > 1, ref codesLeft);
        CodeSchema? full = ReadCodes(ref reader, component.Fields.Count, parts!, hasMask: true, ref codesLeft);
        return reader.Failed ? null : new ComponentCodes(delta!, full!, typical);
    }

    /// <summary>How many codes a component's trained words have.</summary>
    public static int CountCodes(ComponentCodes trained) =>
        trained.Delta.Words.Concat(trained.Full.Words).Sum(static word => word.Codes.Length);

    private static void Write(ref BitWriter writer, CodeSchema codes)
    {
        foreach (int rank in codes.Ranks) PrefixCode.Write(ref writer, (uint)rank, 2);
        if (codes.Changes is not null)
        {
            foreach (SymbolCode code in codes.Changes.Codes) WriteLengths(ref writer, code);
        }

        foreach (WordCode word in codes.Words)
            Write(ref writer, word, word.Parent < 0 ? 0 : codes.Words[word.Parent].Codes[0].Count + 1);
    }

    private static CodeSchema? ReadCodes(
        ref BitReader reader, int fieldCount, Part[] parts, bool hasMask, ref int codesLeft)
    {
        int[] ranks = new int[fieldCount];
        ulong taken = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            uint rank = PrefixCode.Read(ref reader, 2);
            reader.Require(rank < ranks.Length && (taken >> (int)rank & 1) == 0);
            taken |= 1UL << (int)rank;
            ranks[i] = (int)rank;
        }

        string[] changes = hasMask ? ReadChanges(ref reader, ranks.Length) : [];
        var words = new List<WordCode>();
        for (int i = 0; i < parts.Length && !reader.Failed; i++)
        {
            if (ReadWord(ref reader, i, parts, words, ref codesLeft) is { } word) words.Add(word);
        }

        return reader.Failed ? null : new CodeSchema(hasMask ? new ChangeCode(changes) : null, ranks, words);
    }

    private static string[] ReadChanges(ref BitReader reader, int fields)
    {
        var lengths = new List<string>();
        foreach (int symbols in ChangeCode.SymbolCounts(fields)) lengths.Add(ReadLengths(ref reader, symbols));
        return [.. lengths];
    }

    private static void Write(ref BitWriter writer, WordCode word, int contextCount)
    {
        writer.Write((uint)word.Form, 2);
        writer.Write((uint)word.Prediction, 2);
        if (word.Form == WordForm.Lattice) writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(word.Step));
        PrefixCode.Write(ref writer, (uint)word.Dictionary.Length, 2);
        foreach (uint known in word.Dictionary) writer.Write(known, 32);
        PrefixCode.Write(ref writer, (uint)(word.Parent + 1), 2);
        for (int i = 0; i < contextCount; i++) writer.Write(word.Contexts[i], LengthBits);
        PrefixCode.Write(ref writer, (uint)word.Codes.Length - 1, 0);
        foreach (SymbolCode code in word.Codes) WriteLengths(ref writer, code);
    }

    private static WordCode? ReadWord(
        ref BitReader reader, int index, Part[] parts, List<WordCode> before, ref int codesLeft)
    {
        Part part = parts[index];
        var form = (WordForm)reader.Read(2);
        var prediction = (Prediction)reader.Read(2);
        reader.Require(Enum.IsDefined(form) && Enum.IsDefined(prediction) && (form == WordForm.Whole || part.IsFloat));
        double step = form == WordForm.Lattice ? BitConverter.UInt64BitsToDouble(reader.ReadUInt64()) : 0;
        reader.Require(form != WordForm.Lattice || (double.IsFinite(step) && step > 0));
        uint known = PrefixCode.Read(ref reader, 2);
        reader.Require(known <= WordCode.MaxDictionary);
        if (reader.Failed) return null;
        uint[] dictionary = new uint[known];
        for (int i = 0; i < known; i++) dictionary[i] = (uint)reader.Read(32);
        int parent = (int)PrefixCode.Read(ref reader, 2) - 1;
        reader.Require(parent >= -1 && parent < index);
        if (reader.Failed) return null;
        string contexts = parent < 0 ? "0" : ReadDigits(ref reader, before[parent].Codes[0].Count + 1);
        uint lastCode = PrefixCode.Read(ref reader, 0);
        int lastContext = contexts.Max(static digit => Convert.ToInt32($"{digit}", 16));
        reader.Require(lastCode < MaxCodes && lastContext <= lastCode);
        if (reader.Failed) return null;
        codesLeft -= (int)lastCode + 1;
        reader.Require(codesLeft >= 0);
        var lengths = new List<string>();
        int symbols = WordCode.SymbolCount(part.Bits, form, dictionary.Length);
        for (int i = 0; i <= lastCode && !reader.Failed; i++) lengths.Add(ReadLengths(ref reader, symbols));
        return reader.Failed ? null : new WordCode(
            index, part.Bits, part.MaxWord, prediction, [.. lengths], form, step, dictionary, parent, contexts);
    }

    // What a row in full leaves as it is, is taken as it is: it must be what a row may hold.
    private static uint[] ReadTypical(ref BitReader reader, ComponentSchema component, Part[] parts)
    {
        uint[] typical = new uint[component.WordCount];
        for (int i = 0; i < typical.Length; i++) typical[i] = (uint)reader.Read(32);
        foreach (FieldSchema field in component.Fields)
        {
            if (Part.IsToggle(field)) reader.Require(typical[field.WordOffset] <= 1);
            if (field.Kind == FieldKind.Rotation)
                reader.Require((ulong)typical[field.WordOffset] >> field.Bits == 0);
        }

        foreach (Part part in parts)
            reader.Require(part.Kind != PartKind.Word || typical[part.At] <= part.MaxWord);
        return typical;
    }

    private static void WriteLengths(ref BitWriter writer, SymbolCode code)
    {
        for (int symbol = 0; symbol < code.Count; symbol++) writer.Write((uint)code.Length(symbol), LengthBits);
    }

    private static string ReadLengths(ref BitReader reader, int symbols)
    {
        string lengths = ReadDigits(ref reader, symbols);
        reader.Require(SymbolCode.IsPrefixCode(lengths));
        return lengths;
    }

    private static string ReadDigits(ref BitReader reader, int count)
    {
        var digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) digits.Append("0123456789abcdef"[(int)reader.Read(LengthBits)]);
        return digits.ToString();
    }
}
