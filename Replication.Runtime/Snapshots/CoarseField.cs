using System.Numerics;

namespace Replication.Runtime;

/// <summary>A vector or rotation of a row whose low bits are left out.</summary>
/// <param name="Offset">Where its words start in the row.</param>
/// <param name="Count">How many it has.</param>
/// <param name="LeftOut">How many bits are left out, of each axis or component.</param>
/// <param name="Shift">What an axis' words are raised by first, so that the number zero stays zero.</param>
/// <param name="MaxWord">The largest word of an axis, raised.</param>
/// <param name="RotationBits">The bits of a rotation's component; zero for a vector.</param>
internal readonly record struct CoarseField(
    int Offset, int Count, int LeftOut, uint Shift, ulong MaxWord, int RotationBits)
{
    public static CoarseField Of(FieldSchema field, int rowOffset, int leftOut)
    {
        int offset = rowOffset + field.WordOffset;
        if (field.Kind == FieldKind.Rotation)
            return new CoarseField(offset, 1, leftOut, 0, 0, (field.Bits - 2) / 3);
        double zero = Math.Round(-field.Min / field.Step, MidpointRounding.AwayFromZero);
        uint maxWord = FieldRules.MaxWordOf(field);
        uint shift = zero > 0 && zero <= maxWord ? (0 - (uint)(long)zero) & ((1u << leftOut) - 1) : 0;
        return new CoarseField(offset, field.WordCount, leftOut, shift, (ulong)maxWord + shift, 0);
    }

    /// <summary>The field as it is written.</summary>
    public FieldSchema Coarsen(FieldSchema field)
    {
        if (RotationBits > 0) return field with { Bits = field.Bits - (3 * LeftOut) };
        var maxWord = (uint)(MaxWord >> LeftOut);
        double step = field.Step * (1 << LeftOut);
        return field with
        {
            Bits = field.WordCount * (32 - BitOperations.LeadingZeroCount(maxWord)),
            Step = step,
            Max = field.Min + (maxWord * step),
        };
    }

    /// <summary>Turns words into those of the coarser field, the nearest.</summary>
    public void Narrow(Span<uint> words)
    {
        if (RotationBits > 0)
            words[0] = NarrowRotation(words[0]);
        else
            foreach (ref uint word in words) word = Nearest(word + (ulong)Shift, MaxWord);
    }

    /// <summary>Turns words of the coarser field back into those of the field.</summary>
    public void Widen(Span<uint> words)
    {
        if (RotationBits > 0)
            words[0] = WidenRotation(words[0]);
        else
            foreach (ref uint word in words) word = (uint)(Math.Max((ulong)word << LeftOut, Shift) - Shift);
    }

    private uint NarrowRotation(uint word)
    {
        uint mask = (1u << RotationBits) - 1;
        int bits = RotationBits - LeftOut;
        uint narrow = word >> (3 * RotationBits) << (3 * bits);
        for (int i = 0; i < 3; i++) narrow |= Nearest((word >> (i * RotationBits)) & mask, mask) << (i * bits);
        return narrow;
    }

    private uint WidenRotation(uint word)
    {
        int bits = RotationBits - LeftOut;
        uint mask = (1u << bits) - 1;
        uint wide = (word >> (3 * bits) & 3) << (3 * RotationBits);
        for (int i = 0; i < 3; i++) wide |= ((word >> (i * bits)) & mask) << ((i * RotationBits) + LeftOut);
        return wide;
    }

    private uint Nearest(ulong word, ulong maxWord) =>
        (uint)Math.Min((word + (1UL << (LeftOut - 1))) >> LeftOut, maxWord >> LeftOut);
}
