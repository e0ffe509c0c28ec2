using CsCheck;
using Replication.Runtime;
using Replication.Samples;
using Replication.Tests.Architecture;
using Replication.Tests.Replicators;
using Xunit;
using TrainedSchema = Replication.Tests.Training.TrainedSchema;

namespace Replication.Tests.Evolution;

/// <summary>A schema as bytes: what is told comes back, and any other bytes are refused.</summary>
public class SchemaDescriptionTests
{
    private static readonly SchemaTable Generated = ReplicationWorld.Schema;

    private static readonly SchemaTable Cubes = new(ComponentCodec.Of<CubeState>());

    [Fact]
    public void A_schema_comes_back_as_it_is()
    {
        foreach (SchemaTable table in (SchemaTable[])[Generated, TrainedSchema.Table, Cubes])
        {
            ComponentSchema[] read = SchemaDescription.Read(SchemaDescription.Write(table))!;
            Assert.Equal(table.Count, read.Length);
            for (int slot = 0; slot < read.Length; slot++)
            {
                ComponentSchema schema = table.Codecs[slot].Schema;

                // What an array's elements and an enum's values are called does not travel, and how often, how early
                // and for which change a component goes is the sender's own affair.
                Assert.Equal(
                    schema.Fields.Select(static field =>
                        field with { Length = 0, Element = null, Enumeration = null, Tolerance = 0, IsParent = false }),
                    read[slot].Fields);
                Assert.Equal(
                    schema with { Fields = [], Trained = null, LayoutHash = schema.Hash, Rate = 0, Priority = 1 },
                    read[slot] with { Fields = [], Trained = null, LayoutHash = schema.Hash });
                Assert.Equal(schema.Trained is null, read[slot].Trained is null);
            }
        }
    }

    [Fact]
    public void What_generated_code_writes_is_read_by_its_description() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var random = new Random(seed);
        foreach (SchemaTable table in (SchemaTable[])[Generated, TrainedSchema.Table, Cubes])
        {
            ComponentSchema[] described = SchemaDescription.Read(SchemaDescription.Write(table))!;
            for (int slot = 0; slot < table.Count; slot++)
            {
                ComponentCodec codec = table.Codecs[slot];
                if (codec.Schema.WordCount == 0 || !described[slot].Fields.All(DescribedField.CanRead)) continue;
                Compare(codec, Foreign(described[slot], codec), random);
            }
        }
    }, iter: 100);

    [Fact]
    public void Garbage_is_refused_and_never_throws() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.Null(SchemaDescription.Read(bytes)));

    [Fact]
    public void Changed_bits_never_throw_and_what_is_taken_can_be_matched()
    {
        byte[][] sound = [SchemaDescription.Write(TrainedSchema.Table)!, SchemaDescription.Write(Cubes)!];
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 100_000], Gen.Int[0, 100_000]).Sample((which, first, second) =>
        {
            byte[] bytes = [.. sound[which]];
            foreach (int bit in (int[])[first, second])
                bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
            if (SchemaDescription.Read(bytes) is not { } components) return;
            SchemaTable? table = SchemaMatch.Of(Generated, components, out string difference);
            Assert.Equal(table is null, difference.Length > 0);
            if (table is not null) ReadNoise(table, new Random(first));
        }, iter: 3000);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = SchemaDescription.Write(TrainedSchema.Table)!;
        for (int length = 0; length < bytes.Length; length++)
            Assert.Null(SchemaDescription.Read(bytes.AsSpan(0, length)));
        Assert.Null(SchemaDescription.Read([.. bytes, 0]));
    }

    [Fact]
    public void A_name_beyond_the_limit_cannot_be_described()
    {
        ComponentSchema schema = Generated.Codecs[0].Schema with { Name = new string('a', 513) };
        DescribedRecord fields = DescribedRecord.Of([])!;
        Assert.Null(SchemaDescription.Write(new SchemaTable(new ForeignCodec(schema, fields, null, []))));
    }

    [Fact]
    public void The_vector_of_the_protocol_is_what_is_written()
    {
        var table = new SchemaTable(ComponentCodec.Of<Door>(), ComponentCodec.Of<Health>());
        string vector = Convert.ToHexStringLower(SchemaDescription.Write(table)!);
        string text = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        Assert.True(text.Contains($"`{vector}`", StringComparison.Ordinal), vector);
    }

    private static ForeignCodec Foreign(ComponentSchema described, ComponentCodec codec) =>
        new(described, DescribedRecord.Of(described.Fields)!, codec, [new WordMove(0, 0, described.WordCount)]);

    private static void Compare(ComponentCodec codec, ForeignCodec foreign, Random random)
    {
        uint[] before = Words(codec, random), after = Words(codec, random);
        for (int i = 0; i < after.Length; i++)
        {
            if (random.Next(3) == 0) after[i] = before[i];
        }

        byte[] buffer = new byte[(codec.Schema.WordCount * 16) + 64];
        var writer = new BitWriter(buffer);
        codec.WriteFull(ref writer, before);
        bool isSame = before.AsSpan().SequenceEqual(after);
        if (!isSame) codec.WriteDelta(ref writer, before, after);
        int bits = writer.BitCount;
        var bytes = buffer.AsSpan(0, writer.ByteCount);

        var reader = new BitReader(bytes);
        uint[] full = new uint[before.Length], delta = new uint[before.Length];
        foreign.ReadFull(ref reader, full);
        Assert.Equal(before, full);
        if (!isSame)
        {
            foreign.ReadDelta(ref reader, before, delta);
            Assert.Equal(after, delta);
        }

        // Trained codes are read by their description and written by none.
        if (codec.Schema.Trained is null)
        {
            byte[] described = new byte[buffer.Length];
            var describing = new BitWriter(described);
            DescribedRecord record = DescribedRecord.Of(foreign.Schema.Fields)!;
            record.WriteFull(ref describing, before);
            if (!isSame) record.WriteDelta(ref describing, before, after);
            Assert.Equal(bits, describing.BitCount);
            Assert.Equal(bytes, described.AsSpan(0, describing.ByteCount));
        }

        Assert.False(reader.Failed);
        Assert.Equal(bits, (bytes.Length * 8) - reader.RemainingBits);
        byte[] own = new byte[codec.ComponentBytes], read = new byte[codec.ComponentBytes];
        codec.Dequantize(before, own);
        foreign.Dequantize(before, read);
        Assert.Equal(own, read);
    }

    private static uint[] Words(ComponentCodec codec, Random random)
    {
        byte[] component = new byte[codec.ComponentBytes];
        random.NextBytes(component);
        uint[] words = new uint[codec.Schema.WordCount];
        codec.QuantizeColumn(component, words, 0, words.Length);
        return words;
    }

    private static void ReadNoise(SchemaTable table, Random random)
    {
        byte[] noise = new byte[400];
        foreach (ComponentCodec codec in table.Codecs)
        {
            random.NextBytes(noise);
            uint[] words = new uint[codec.Schema.WordCount];
            var reader = new BitReader(noise);
            codec.ReadFull(ref reader, words);
            codec.ReadDelta(ref reader, new uint[words.Length], words);
            codec.Dequantize(words, new byte[codec.ComponentBytes]);
        }
    }
}
