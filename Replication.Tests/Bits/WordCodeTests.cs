using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class WordCodeTests
{
    private static readonly Gen<uint> Words = Gen.OneOf(
        Gen.UInt,
        Gen.UInt[0, 40],
        Gen.Single[-2_000, 2_000].Select(BitConverter.SingleToUInt32Bits),
        Gen.Int[-2_000, 2_000].Select(static value => BitConverter.SingleToUInt32Bits(value)),
        Gen.OneOf(float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0f, float.Epsilon, float.MaxValue)
            .Select(BitConverter.SingleToUInt32Bits));

    private static readonly Gen<(WordForm Form, double Step)> Forms = Gen.OneOf(
        (WordForm.Whole, 0.0), (WordForm.Number, 0.0), (WordForm.Lattice, 1.0), (WordForm.Lattice, 0.01),
        (WordForm.Lattice, 360.0 / 65536));

    private static readonly Gen<Prediction> Predictions =
        Gen.OneOf(Prediction.None, Prediction.Hold, Prediction.Linear);

    [Fact]
    public void Every_word_survives_in_every_form_from_every_prediction() =>
        Gen.Select(Forms, Predictions, Gen.Bool, Words, Words, Words, Gen.Int[1, 64]).Sample(
            (form, prediction, hasDictionary, earlier, held, sent, ahead) =>
            {
                WordCode code = Make(32, form.Form, form.Step, prediction, hasDictionary ? [7, 9, 0x3F800000] : []);
                return RoundTrips(code, earlier, held, sent, ahead);
            },
            iter: 2_000);

    [Fact]
    public void Narrow_words_survive_whatever_was_foretold() =>
        Gen.Select(Gen.Int[1, 31], Predictions, Gen.UInt, Gen.UInt, Gen.UInt, Gen.Int[1, 64]).Sample(
            (bits, prediction, earlier, held, sent, ahead) =>
            {
                uint mask = uint.MaxValue >> (32 - bits);
                WordCode code = Make(bits, WordForm.Whole, 0, prediction, []);
                return RoundTrips(code, earlier & mask, held & mask, sent & mask, ahead);
            },
            iter: 2_000);

    [Fact]
    public void A_word_that_goes_on_as_it_went_is_the_smallest_difference()
    {
        WordCode code = Make(18, WordForm.Whole, 0, Prediction.Linear, []);
        uint[] earlier = [100], held = [110];
        Assert.Equal(0, code.SymbolOf(110, 100, new DeltaBaseline(held, earlier, 6, 1), 170, out int open));
        Assert.Equal(0, open);
        Assert.Equal(0, code.SymbolOf(110, 100, new DeltaBaseline(held, earlier, 1, 2), 115, out _));

        // Without a state before it, and where the ticks lie too far apart, it is foretold to stand still.
        Assert.Equal(0, code.SymbolOf(110, 110, new DeltaBaseline(held), 110, out _));
        Assert.Equal(0, code.SymbolOf(110, 100, new DeltaBaseline(held, earlier, 65, 1), 110, out _));
    }

    [Fact]
    public void A_word_above_the_largest_is_refused()
    {
        WordCode code = Make(4, WordForm.Whole, 0, Prediction.None, []);
        var narrow = new WordCode(0, 4, 10, Prediction.None, [CodeLengths.Of(new double[16])]);
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        code.Write(ref writer, new byte[1], new DeltaBaseline([0u]), 0, 12);
        var reader = new BitReader(buffer);
        narrow.Read(ref reader, new byte[1], new DeltaBaseline([0u]), 0);
        Assert.True(reader.Failed);
    }

    [Fact]
    public void The_context_is_the_symbol_of_the_parent()
    {
        // Where the parent was not written its child has one code, where it was zero or more another.
        string flat = CodeLengths.Of(new double[4]);
        var parent = new WordCode(0, 2, 3, Prediction.None, [flat]);
        var child = new WordCode(1, 2, 3, Prediction.None, ["1233", "3321"], parent: 0, contexts: "01111");
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        var baseline = new DeltaBaseline([0u, 0u]);
        child.Write(ref writer, new byte[2], baseline, 1, 0);
        Assert.Equal(1, writer.BitCount);
        byte[] symbols = new byte[2];
        parent.Write(ref writer, symbols, baseline, 0, 2);
        child.Write(ref writer, symbols, baseline, 1, 3);
        Assert.Equal(1 + 2 + 1, writer.BitCount);
    }

    [Fact]
    public void Codes_that_do_not_fit_the_word_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WordCode(0, 18, 3, Prediction.Hold, ["11"]));
        Assert.Throws<ArgumentException>(() => new WordCode(0, 2, 3, Prediction.Hold, ["2222"], parent: 0));
        Assert.Throws<ArgumentException>(
            () => new WordCode(1, 2, 3, Prediction.Hold, ["2222"], parent: 0, contexts: "01"));
    }

    [Fact]
    public void Garbage_and_truncation_fail_or_give_a_valid_word() =>
        Gen.Select(Forms, Predictions, Gen.Byte.Array[0, 16], Words, Words).Sample((form, from, bytes, was, held) =>
        {
            WordCode code = Make(32, form.Form, form.Step, from, [7]);
            uint[] words = [held], before = [was];
            var reader = new BitReader(bytes);
            for (int i = 0; i < 60; i++) code.Read(ref reader, new byte[1], new DeltaBaseline(words, before, 3, 2), 0);
            return reader.Failed;
        });

    [Fact]
    public void A_change_mask_of_any_number_of_fields_survives() =>
        Gen.Select(Gen.Int[1, 64], Gen.ULong).Sample((fields, bits) =>
        {
            ulong mask = bits & (ulong.MaxValue >> (64 - fields));
            int[] order = [.. Enumerable.Range(0, fields)];
            var code = new ChangeCode(ChangeTrainer.Lengths(order, [mask, 1, mask, 0]));
            var buffer = new byte[64];
            var writer = new BitWriter(buffer);
            code.Write(ref writer, mask);
            code.Write(ref writer, 1);
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            return code.Read(ref reader) == mask && code.Read(ref reader) == 1 && !reader.Failed;
        });

    private static WordCode Make(int bits, WordForm form, double step, Prediction prediction, uint[] dictionary) => new(
        0, bits, uint.MaxValue >> (32 - bits), prediction,
        [CodeLengths.Of(new double[WordCode.SymbolCount(bits, form, dictionary.Length)])], form, step, dictionary);

    private static bool RoundTrips(WordCode code, uint earlier, uint held, uint sent, int ahead)
    {
        uint[] words = [held], before = [earlier];
        var baseline = new DeltaBaseline(words, before, ahead, 3);
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        byte[] written = new byte[1], read = new byte[1];
        code.Write(ref writer, written, baseline, 0, sent);
        var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
        return code.Read(ref reader, read, baseline, 0) == sent && !reader.Failed && read[0] == written[0];
    }
}
