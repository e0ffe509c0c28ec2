using System.Text.Json;
using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What holds for every component's codec. Each component has a class that runs all of it.</summary>
public abstract class CodecProperties<T>
    where T : unmanaged, IReplicated<T>
{
    private const int Iterations = 1000;

    // Random memory: NaNs, denormals, bools of 17, enums that were never declared.
    private static readonly Gen<T> Component =
        Gen.Byte.Array[Codec<T>.ComponentBytes].Select(Codec<T>.FromBytes);

    private static readonly Gen<uint[]> Words = Component.Select(component => Codec<T>.Quantize(component));

    // Mostly a few bytes apart, since a game's state changes by little; now and then nothing is the same.
    private static readonly Gen<(uint[] Baseline, uint[] Current)> Pair =
        from baseline in Gen.Byte.Array[Codec<T>.ComponentBytes]
        from other in Gen.Byte.Array[Codec<T>.ComponentBytes]
        from kept in Gen.Double[0, 1]
        from lots in Gen.Double[0, 1].Array[Codec<T>.ComponentBytes]
        select (Codec<T>.Quantize(Codec<T>.FromBytes(baseline)),
            Codec<T>.Quantize(Codec<T>.FromBytes([.. baseline.Select((old, i) => lots[i] < kept ? old : other[i])])));

    [Fact]
    public void A_full_write_reads_back_as_the_same_words() => Words.Sample(
        words =>
        {
            byte[] bytes = Codec<T>.WriteFull(words, out int bits);
            Assert.Equal(Codec<T>.Schema.FullBits, bits);
            Assert.True(Codec<T>.TryReadFull(bytes, out uint[] read));
            Assert.Equal(words, read);
        },
        iter: Iterations);

    [Fact]
    public void A_delta_reads_back_as_the_current_words() => Pair.Sample(
        pair =>
        {
            if (pair.Baseline.AsSpan().SequenceEqual(pair.Current)) return;
            byte[] bytes = Codec<T>.WriteDelta(pair.Baseline, pair.Current, out int bits);
            Assert.True(Codec<T>.TryReadDelta(bytes, pair.Baseline, out uint[] read, out int readBits));
            Assert.Equal(pair.Current, read);
            Assert.Equal(bits, readBits);
        },
        iter: Iterations);

    [Fact]
    public void Words_survive_the_way_through_the_component() => Words.Sample(
        words =>
        {
            uint[] again = Codec<T>.Quantize(Codec<T>.Dequantize(words), out int clamped);
            Assert.Equal(0, clamped);
            Assert.Equal(WithoutRotations(words), WithoutRotations(again));
        },
        iter: Iterations);

    [Fact]
    public void Garbage_is_refused_or_gives_a_component()
    {
        Gen<(byte[] Bytes, uint[] Baseline)> garbage = Gen.Select(Gen.Byte.Array[0, 64], Words);
        garbage.Sample(
            input =>
            {
                if (Codec<T>.TryReadFull(input.Bytes, out uint[] words)) AssertValid(words);
                Codec<T>.Dequantize(words);
                if (Codec<T>.TryReadDelta(input.Bytes, input.Baseline, out words, out _)) AssertValid(words);
                Codec<T>.Dequantize(words);
            },
            iter: Iterations);
    }

    [Fact]
    public void Every_truncation_is_refused_or_gives_a_component() => Pair.Sample(
        pair =>
        {
            byte[] full = Codec<T>.WriteFull(pair.Current, out int fullBits);
            for (int length = 0; length * 8 < fullBits; length++)
                Assert.False(Codec<T>.TryReadFull(full[..length], out _));

            if (pair.Baseline.AsSpan().SequenceEqual(pair.Current)) return;
            byte[] delta = Codec<T>.WriteDelta(pair.Baseline, pair.Current, out int deltaBits);
            for (int length = 0; length * 8 < deltaBits; length++)
            {
                Assert.False(Codec<T>.TryReadDelta(delta[..length], pair.Baseline, out uint[] words, out _));
                Codec<T>.Dequantize(words);
            }
        },
        iter: Iterations / 20);

    [Fact]
    public void Nothing_is_allocated()
    {
        T component = Codec<T>.FromBytes(new byte[Codec<T>.ComponentBytes]);
        uint[] baseline = Codec<T>.Quantize(component);
        byte[] ones = [.. Enumerable.Repeat((byte)1, Codec<T>.ComponentBytes)];
        uint[] current = Codec<T>.Quantize(Codec<T>.FromBytes(ones));
        uint[] words = new uint[baseline.Length];
        byte[] buffer = new byte[(baseline.Length * 16) + 16];
        CallAll(ref component, baseline, current, words, buffer);
        long allocated = Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++) CallAll(ref component, baseline, current, words, buffer);
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Json_reads_back_as_exactly_the_same_words() => Words.Sample(
        words =>
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream)) ComponentJson.Write(writer, Codec<T>.Schema, words);
            uint[] read = [.. words.Select(word => ~word)];
            bool isRead = ComponentJson.TryRead(stream.ToArray(), Codec<T>.Schema, read, out string? error);
            Assert.True(isRead, error);
            Assert.Equal(words, read);
        },
        iter: Iterations);

    [Fact]
    public void The_schema_describes_the_words_without_gaps()
    {
        ComponentSchema schema = Codec<T>.Schema;
        Assert.Equal(typeof(T).FullName!.Replace('+', '.'), schema.Name);
        Assert.Equal(schema.WordCount, schema.Fields.Sum(field => field.WordCount));
        Assert.Equal(schema.FullBits, schema.Fields.Sum(field => field.Bits));
        int offset = 0;
        foreach (FieldSchema field in schema.Fields)
        {
            Assert.Equal(offset, field.WordOffset);
            offset += field.WordCount;
        }
    }

    private static void CallAll(ref T component, uint[] baseline, uint[] current, uint[] words, byte[] buffer)
    {
        T.Quantize(in component, words);
        T.Dequantize(words, out component);
        var writer = new BitWriter(buffer);
        T.WriteFull(ref writer, current);
        T.WriteDelta(ref writer, baseline, current);
        var reader = new BitReader(buffer);
        T.ReadFull(ref reader, words);
        T.ReadDelta(ref reader, baseline, words);
        _ = T.Schema.Hash;
    }

    // Words are valid when the reader that checks them takes them.
    private static void AssertValid(uint[] words)
    {
        Assert.True(Codec<T>.TryReadFull(Codec<T>.WriteFull(words, out _), out uint[] read));
        Assert.Equal(words, read);
    }

    // Where two components of a rotation are nearly equal, either may be the largest the second time.
    private static uint[] WithoutRotations(uint[] words)
    {
        uint[] rest = [.. words];
        foreach (FieldSchema field in Codec<T>.Schema.Fields)
        {
            if (field.Kind == FieldKind.Rotation || field.Name == nameof(SampleArrays.Turns))
                Array.Clear(rest, field.WordOffset, field.WordCount);
        }

        return rest;
    }
}

public sealed class TransformCodecProperties : CodecProperties<SampleTransform>;

public sealed class IntegersCodecProperties : CodecProperties<SampleIntegers>;

public sealed class NumbersCodecProperties : CodecProperties<SampleNumbers>;

public sealed class RangesCodecProperties : CodecProperties<SampleRanges>;

public sealed class EnumsCodecProperties : CodecProperties<SampleEnums>;

public sealed class NestedCodecProperties : CodecProperties<SampleNested>;

public sealed class ArraysCodecProperties : CodecProperties<SampleArrays>;

public sealed class TagCodecProperties : CodecProperties<SampleTag>;

public sealed class ScoreCodecProperties : CodecProperties<SampleScore>;

public sealed class HiddenCodecProperties : CodecProperties<SampleContainer.Inner.Hidden>;

public sealed class ToggleCodecProperties : CodecProperties<SampleToggle>;

public sealed class TogglesCodecProperties : CodecProperties<SampleToggles>;

public sealed class SingleCodecProperties : CodecProperties<SampleSingle>;

public sealed class NamesCodecProperties : CodecProperties<SampleNames>;
