using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Tests.Training;
using Xunit;

namespace Replication.Tests.Snapshots;

/// <summary>Rows with the low bits of their motion left out, over every kind of field that there is code for.</summary>
public class CoarseLayoutTests
{
    private static readonly SchemaTable[] Tables = [ReplicationWorld.Schema, TrainedSchema.Table];

    [Fact]
    public void A_reader_has_the_rounded_row_in_full_and_from_any_baseline() => Sample((layout, coarse, random) =>
    {
        uint[] before = Words(layout, random), after = Words(layout, random);
        byte[] buffer = new byte[CohortCache.MostBytes(layout) * 2];
        uint[] scratch = new uint[layout.WordCount * 2], read = new uint[layout.WordCount];
        var writer = new BitWriter(buffer);
        coarse.WriteFull(ref writer, before, scratch);
        Assert.True(writer.BitCount <= coarse.FullBits);
        bool isDelta = coarse.TryWriteDelta(ref writer, before, after, scratch);

        var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
        coarse.ReadFull(ref reader, read);
        Assert.Equal(Round(coarse, before), read);
        Assert.Equal(isDelta, !Round(coarse, before).AsSpan().SequenceEqual(Round(coarse, after)));
        if (!isDelta) return;
        coarse.ReadDelta(ref reader, before, read, scratch);
        Assert.False(reader.Failed);
        Assert.Equal(Round(coarse, after), read);
        Assert.Equal(writer.BitCount, (writer.ByteCount * 8) - reader.RemainingBits);
    });

    [Fact]
    public void What_was_rounded_is_rounded_to_itself() => Sample((layout, coarse, random) =>
    {
        uint[] rounded = Round(coarse, Words(layout, random));
        Assert.Equal(rounded, Round(coarse, rounded));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Vectors_and_rotations_are_off_by_less_than_a_step_and_all_else_by_nothing(int bits) =>
        Sample(
            (layout, coarse, random) =>
            {
                uint[] words = Words(layout, random), rounded = Round(coarse, words);
                foreach (RowLayout.Column column in layout.Columns)
                {
                    foreach (FieldSchema field in column.Codec.Schema.Fields)
                    {
                        int at = column.Offset + field.WordOffset;
                        for (int i = at; i < at + field.WordCount; i++)
                            Assert.True(IsNear(field, words[i], rounded[i], bits), $"{field.Name} {words[i]}");
                    }
                }
            },
            bits);

    [Fact]
    public void A_round_number_stays_what_it_is()
    {
        LayoutTable layouts = new(ReplicationWorld.Schema, 32_000, null);
        int slot = ReplicationWorld.Schema.SlotOf<Body>();
        Assert.True(layouts.TryGet(default(ComponentMask).With(slot), out RowLayout? layout));
        uint[] words = new uint[layout.WordCount];
        ReplicationWorld.Schema.Codecs[slot].QuantizeDefault(words);
        Assert.Equal(words[..3], Round(layout.Coarse(5), words)[..3]);
    }

    [Fact]
    public void Noise_never_throws_and_leaves_only_words_that_there_are() => Sample((layout, coarse, random) =>
    {
        byte[] noise = new byte[random.Next(200)];
        random.NextBytes(noise);
        uint[] words = new uint[layout.WordCount];
        var reader = new BitReader(noise);
        coarse.ReadFull(ref reader, words);
        if (!reader.Failed) AssertWords(layout, words);
        uint[] baseline = Words(layout, random);
        coarse.ReadDelta(ref reader, baseline, words, new uint[layout.WordCount]);
        if (!reader.Failed) AssertWords(layout, words);
    });

    [Fact]
    public void A_row_that_was_cut_off_fails_its_reader() => Sample((layout, coarse, random) =>
    {
        byte[] buffer = new byte[CohortCache.MostBytes(layout)];
        var writer = new BitWriter(buffer);
        coarse.WriteFull(ref writer, Words(layout, random), new uint[layout.WordCount]);
        if (writer.BitCount < 8) return;
        var reader = new BitReader(buffer.AsSpan(0, (writer.BitCount / 8) - 1));
        coarse.ReadFull(ref reader, new uint[layout.WordCount]);
        Assert.True(reader.Failed);
    });

    // Every component by itself, and all of some at once.
    private static void Sample(Action<RowLayout, CoarseLayout, Random> check, int bits = 0) =>
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                foreach (SchemaTable table in Tables)
                {
                    var layouts = new LayoutTable(table, 1 << 20, null);
                    for (int slot = 0; slot <= table.Count; slot++)
                    {
                        ComponentMask mask = slot < table.Count
                            ? default(ComponentMask).With(slot)
                            : new ComponentMask((ulong)random.NextInt64() & (ulong.MaxValue >> (64 - table.Count)));
                        if (!layouts.TryGet(mask, out RowLayout? layout)) continue;
                        check(layout, layout.Coarse(bits > 0 ? bits : 1 + random.Next(CoarseLayout.MaxBits)), random);
                    }
                }
            },
            iter: 20, threads: 1);

    private static void AssertWords(RowLayout layout, uint[] words)
    {
        foreach (RowLayout.Column column in layout.Columns)
        {
            foreach (FieldSchema field in column.Codec.Schema.Fields)
            {
                if (field is not { Kind: FieldKind.Vector, Step: > 0 }) continue;
                for (int i = 0; i < field.WordCount; i++)
                    Assert.InRange(words[column.Offset + field.WordOffset + i], 0u, FieldRules.MaxWordOf(field));
            }
        }
    }

    private static bool IsNear(FieldSchema field, uint word, uint rounded, int bits)
    {
        bool isMotion = field is { Kind: FieldKind.Vector, Step: > 0 } or { Kind: FieldKind.Rotation };
        if (!isMotion) return word == rounded;
        if (field.Kind == FieldKind.Vector) return Math.Abs((long)word - rounded) < 1L << bits;
        int width = (field.Bits - 2) / 3;
        uint mask = (1u << width) - 1;
        for (int shift = 0; shift < 3 * width; shift += width)
        {
            long off = Math.Abs((long)(word >> shift & mask) - (rounded >> shift & mask));
            if (off > 0 && off >= 1 << (bits - 1)) return false;
        }

        return word >> (3 * width) == rounded >> (3 * width);
    }

    private static uint[] Round(CoarseLayout coarse, uint[] words)
    {
        uint[] rounded = new uint[words.Length];
        coarse.Round(words, rounded);
        return rounded;
    }

    private static uint[] Words(RowLayout layout, Random random)
    {
        uint[] words = new uint[layout.WordCount];
        foreach (RowLayout.Column column in layout.Columns)
        {
            byte[] component = new byte[column.Codec.ComponentBytes];
            random.NextBytes(component);
            column.Codec.QuantizeColumn(component, words, column.Offset, words.Length);
        }

        return words;
    }
}
