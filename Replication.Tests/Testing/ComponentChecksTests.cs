using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Testing;

/// <summary>Each check finds the codec that breaks its promise, and lets a sound one pass.</summary>
public sealed class ComponentChecksTests
{
    private const string Name = "FaultyComponent";

    [Fact]
    public void A_sound_codec_by_hand_passes()
    {
        ComponentChecks.RoundTrip<FaultyComponent<Sound>>(seed: 1);
        ComponentChecks.SurvivesGarbage<FaultyComponent<Sound>>(seed: 1);
        ComponentChecks.AllocatesNothing<FaultyComponent<Sound>>();
    }

    [Fact]
    public void A_codec_that_reads_too_few_bits_does_not_come_back()
    {
        ComponentCheckException found = Assert.Throws<ComponentCheckException>(
            () => ComponentChecks.RoundTrip<FaultyComponent<ReadsTooFewBits>>(seed: 7));
        Assert.Contains(Name, found.Message, StringComparison.Ordinal);
        Assert.Contains("seed 7", found.Message, StringComparison.Ordinal);
        Assert.Contains("ReadFull read 6 bits of the 7 that WriteFull wrote", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_codec_that_trusts_the_wire_is_found_with_its_field()
    {
        ComponentCheckException found = Assert.Throws<ComponentCheckException>(
            () => ComponentChecks.SurvivesGarbage<FaultyComponent<TrustsTheWire>>(seed: 7));
        Assert.Matches(
            Name + ".*, seed 7, field Percent: ReadFull took garbage as the word [0-9]+, which no value has",
            found.Message);
    }

    [Fact]
    public void A_codec_that_throws_is_found_with_what_it_threw()
    {
        ComponentCheckException found = Assert.Throws<ComponentCheckException>(
            () => ComponentChecks.SurvivesGarbage<FaultyComponent<Throws>>(seed: 7));
        Assert.Contains("seed 7: ReadFull threw FormatException", found.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(found.InnerException);
    }

    [Fact]
    public void A_codec_that_allocates_is_found_with_the_member()
    {
        ComponentCheckException found = Assert.Throws<ComponentCheckException>(
            ComponentChecks.AllocatesNothing<FaultyComponent<Allocates>>);
        Assert.Matches(Name + ".*: Quantize allocated [0-9]+ bytes in 100 calls", found.Message);
    }

    [Fact]
    public void The_same_seed_gives_the_same_components()
    {
        var first = new RandomComponents<SampleScore>(5);
        var second = new RandomComponents<SampleScore>(5);
        for (int i = 0; i < 50; i++) Assert.Equal(first.NextPair(), second.NextPair());
    }

    private sealed class Sound : IFault;

    private sealed class ReadsTooFewBits : IFault
    {
        public static int ReadBits => FaultyComponent.Bits - 1;
    }

    private sealed class TrustsTheWire : IFault
    {
        public static bool ChecksTheWire => false;
    }

    private sealed class Throws : IFault
    {
        public static void Reading() => throw new FormatException("No such bits.");
    }

    private sealed class Allocates : IFault
    {
        public static void Quantized() => GC.KeepAlive(new object());
    }
}
