using System.Numerics;
using CsCheck;
using Replication.Benchmarks;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Benchmarks;

/// <summary>The benchmark measures generated code against code by hand; both must do the same.</summary>
public sealed class HandTransformTests
{
    private static readonly Gen<float> Number = Gen.Float[-300, 300];

    private static readonly Gen<BenchmarkTransform> Transform =
        from position in Gen.Select(Number, Number, Number, (x, y, z) => new Vector3(x, y, z))
        from velocity in Gen.Select(Number, Number, Number, (x, y, z) => new Vector3(x, y, z) / 8)
        from turn in Gen.Select(Number, Number, Number, (x, y, z) => Quaternion.CreateFromYawPitchRoll(x, y, z))
        select new BenchmarkTransform { Position = position, Orientation = turn, Velocity = velocity };

    [Fact]
    public void What_is_written_by_hand_is_what_the_generated_code_writes() => Transform.Sample(transform =>
    {
        byte[] generated = Codec<BenchmarkTransform>.WriteFull(
            Codec<BenchmarkTransform>.Quantize(transform), out int generatedBits);
        byte[] byHand = new byte[generated.Length];
        var writer = new BitWriter(byHand);
        HandTransform.Write(ref writer, in transform, new uint[3]);
        Assert.Equal(generatedBits, writer.BitCount);
        Assert.Equal(generated, byHand);
    });

    [Fact]
    public void What_is_read_by_hand_is_what_the_generated_code_reads() => Transform.Sample(transform =>
    {
        byte[] bits = Codec<BenchmarkTransform>.WriteFull(Codec<BenchmarkTransform>.Quantize(transform), out _);
        Assert.True(Codec<BenchmarkTransform>.TryReadFull(bits, out uint[] words));
        var reader = new BitReader(bits);
        HandTransform.Read(ref reader, out BenchmarkTransform byHand, new uint[3]);
        Assert.Equal(Codec<BenchmarkTransform>.Dequantize(words), byHand);
    });
}
