using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class ReferenceCodeTests
{
    private static readonly Gen<ReplicaId> Ids =
        Gen.Select(Gen.Int[0, (1 << 24) - 1], Gen.UShort).Select(static (index, generation) =>
            new ReplicaId(index, generation));

    [Fact]
    public void An_id_becomes_words_and_the_same_id_again() => Ids.Sample(static id =>
    {
        Span<uint> words = stackalloc uint[2];
        ReferenceCode.Quantize(id, words);
        return ReferenceCode.Dequantize(words) == id;
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(1 << 24)]
    [InlineData(int.MinValue)]
    public void An_index_that_no_replica_has_refers_to_nothing(int index)
    {
        Span<uint> words = stackalloc uint[2];
        ReferenceCode.Quantize(new ReplicaId(index, 1), words);
        Assert.Equal(ReplicaId.None, ReferenceCode.Dequantize(words));
    }

    [Fact]
    public void A_neighbour_costs_ten_bits() =>
        Assert.Equal(10, Bits(new ReplicaId(100, 1), new ReplicaId(101, 1)));

    private static int Bits(ReplicaId before, ReplicaId after)
    {
        Span<uint> baseline = stackalloc uint[2];
        Span<uint> current = stackalloc uint[2];
        ReferenceCode.Quantize(before, baseline);
        ReferenceCode.Quantize(after, current);
        var writer = new BitWriter(stackalloc byte[16]);
        ReferenceCode.WriteDelta(ref writer, baseline, current);
        return writer.BitCount;
    }
}
