using Replication.Runtime;
using Replication.Samples;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Training;

public class TrainingTests
{
    [Fact]
    public void The_same_recording_trains_the_same_profile() =>
        Assert.Equal(WireProfileJson.Write(TrainedSchema.Train()), WireProfileJson.Write(TrainedSchema.Profile));

    [Fact]
    public void A_profile_survives_its_text()
    {
        string text = WireProfileJson.Write(TrainedSchema.Profile);
        Assert.Equal(text, WireProfileJson.Write(WireProfileJson.Read(text)));
    }

    [Fact]
    public void What_moves_evenly_is_foretold_from_two_baselines()
    {
        ComponentProfile body = TrainedSchema.Profile.Components.Single(
            item => item.Name == typeof(Replicators.Body).FullName);
        Assert.Equal(Prediction.Linear, body.Delta.Words.Single(word => word.Name == "Position.X").Prediction);
        Assert.Equal(Prediction.Linear, body.Delta.Words.Single(word => word.Name == "Position.Y").Prediction);
        Assert.True(body.Delta.IsPredicted);
        Assert.Equal("Position", body.Delta.Order[0]);
    }

    [Fact]
    public void Trained_codes_take_fewer_bits_than_those_of_every_component()
    {
        long untrained = PayloadBytes(ReplicationSchemaTable);
        long trained = PayloadBytes(TrainedSchema.Table);
        Assert.True(trained < untrained * 0.8, $"{trained} bytes instead of {untrained}");
    }

    [Theory]
    [InlineData("", "The text is no wire profile")]
    [InlineData("{}", "The text is no wire profile")]
    [InlineData("""{ "format": 2, "components": [] }""", "format 1, not 2")]
    [InlineData("""{ "format": 1, "components": [ { "name": "A" } ] }""", "The text is no wire profile")]
    [InlineData("""{ "format": 1, "components": 3 }""", "The text is no wire profile")]
    public void A_text_that_is_no_profile_is_refused_with_what_is_wrong(string text, string message) =>
        Assert.Contains(
            message, Assert.Throws<InvalidDataException>(() => WireProfileJson.Read(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"form\": \"Whole\"", "\"form\": \"Wlole\"")]
    [InlineData("\"form\": \"Whole\"", "\"form\": \"99999999999\"")]
    [InlineData("\"layout\": \"", "\"layout\": \"FFFFFFFFFFFFFFFFF")]
    [InlineData("\"dictionary\": \"", "\"dictionary\": \"99999999999 ")]
    public void A_profile_with_an_unknown_name_or_a_number_too_large_is_refused_as_such(string right, string wrong)
    {
        string text = WireProfileJson.Write(TrainedSchema.Profile);
        Assert.Contains(right, text, StringComparison.Ordinal);

        Assert.Throws<InvalidDataException>(
            () => WireProfileJson.Read(text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_profile_of_other_fields_is_refused_by_name()
    {
        ComponentProfile first = TrainedSchema.Profile.Components[0];
        var stale = new WireProfile([first with { Layout = first.Layout + 1 }]);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => stale.Apply(ReplicationSchemaTable));
        Assert.Contains(first.Name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_with_an_inline_array_keeps_its_codes()
    {
        var training = new TrainingSet();
        var table = new SchemaTable(ComponentCodec.Of<SampleArrays>());
        Assert.Same(table.Codecs[0], training.Observe(table).Codecs[0]);
        Assert.Empty(training.Train().Components);
    }

    [Fact]
    public void Generated_trained_codes_are_bit_for_bit_those_of_the_profile()
    {
        // The generated codec against the profile that it was generated from, in a loop over the parts.
        WireProfile profile = WireProfileJson.Read(File.ReadAllText(SamplesProfile));
        var generated = new SchemaTable(ComponentCodec.Of<CubeState>());
        SchemaTable interpreted = profile.Apply(generated);
        CubesRecording recording = CubesRecording.Load(null);
        var words = new uint[3][];
        for (int frame = 300; frame < 420; frame += 40)
        {
            for (int cube = 0; cube < CubesRecording.CubeCount; cube += 7)
            {
                for (int i = 0; i < 3; i++)
                    words[i] = Codec<CubeState>.Quantize(CubeState.Of(recording[frame + (3 * i), cube]));
                var baseline = new DeltaBaseline(words[1], words[0], 3, 3);
                if (!words[1].AsSpan().SequenceEqual(words[2]))
                {
                    byte[] bits = Delta(generated.Codecs[0], baseline, words[2]);
                    Assert.Equal(bits, Delta(interpreted.Codecs[0], baseline, words[2]));
                    Assert.Equal(words[2], ReadDelta(generated.Codecs[0], bits, baseline));
                    Assert.Equal(words[2], ReadDelta(interpreted.Codecs[0], bits, baseline));
                }

                byte[] full = Full(generated.Codecs[0], words[2]);
                Assert.Equal(full, Full(interpreted.Codecs[0], words[2]));
                Assert.Equal(words[2], ReadFull(interpreted.Codecs[0], full));
            }
        }
    }

    private static SchemaTable ReplicationSchemaTable => Replicators.ReplicationWorld.Schema;

    private static string SamplesProfile =>
        Path.Combine(Architecture.Repository.Root, "Replication.Samples", "wire-profile.json");

    private static long PayloadBytes(SchemaTable schema)
    {
        using var world = new Replicators.ReplicationWorld(schema: schema);
        world.AddClient();
        for (int i = 0; i < 20; i++) world.Store.Create(default(Replicators.Body));
        for (int tick = 0; tick < 60; tick++)
        {
            TrainedSchema.Move(world.Store, tick);
            world.Tick();
        }

        return world.Server.Connections[0].Statistics.PayloadBytes;
    }

    private static byte[] Delta(ComponentCodec codec, in DeltaBaseline baseline, uint[] current)
    {
        var buffer = new byte[64];
        var writer = new BitWriter(buffer);
        codec.WriteDelta(ref writer, baseline, current);
        return buffer[..writer.ByteCount];
    }

    private static uint[] ReadDelta(ComponentCodec codec, byte[] bits, in DeltaBaseline baseline)
    {
        var current = new uint[baseline.Words.Length];
        var reader = new BitReader(bits);
        codec.ReadDelta(ref reader, baseline, current);
        Assert.False(reader.Failed);
        return current;
    }

    private static byte[] Full(ComponentCodec codec, uint[] words)
    {
        var buffer = new byte[64];
        var writer = new BitWriter(buffer);
        codec.WriteFull(ref writer, words);
        return buffer[..writer.ByteCount];
    }

    private static uint[] ReadFull(ComponentCodec codec, byte[] bits)
    {
        var words = new uint[codec.Schema.WordCount];
        var reader = new BitReader(bits);
        codec.ReadFull(ref reader, words);
        Assert.False(reader.Failed);
        return words;
    }
}
