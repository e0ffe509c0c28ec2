using CsCheck;
using Replication.Generators.Costs;
using Replication.Generators.Model;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Costs;

/// <summary>The costs that the generator works out, against the bits that the real codec writes.</summary>
public abstract class WireCostTests<T>
    where T : unmanaged, IReplicated<T>
{
    private const int Iterations = 2000;

    private static readonly ComponentModel Component = SampleModels.Of(typeof(T).FullName!.Replace('+', '.'));

    private static readonly Gen<(uint[] Baseline, uint[] Current)> Pair =
        from baseline in Gen.Byte.Array[Codec<T>.ComponentBytes]
        from other in Gen.Byte.Array[Codec<T>.ComponentBytes]
        from kept in Gen.Double[0, 1]
        from lots in Gen.Double[0, 1].Array[Codec<T>.ComponentBytes]
        select (Codec<T>.Quantize(Codec<T>.FromBytes(baseline)),
            Codec<T>.Quantize(Codec<T>.FromBytes([.. baseline.Select((old, i) => lots[i] < kept ? old : other[i])])));

    private static WireCost Cost => RecordCosts.Of(Component.Record);

    [Fact]
    public void Every_delta_costs_between_the_least_and_the_most() => Pair.Sample(
        pair =>
        {
            if (pair.Baseline.AsSpan().SequenceEqual(pair.Current)) return;
            Codec<T>.WriteDelta(pair.Baseline, pair.Current, out int bits);
            Assert.InRange(bits, Cost.Min, Cost.Max);
        },
        iter: Iterations);

    [Fact]
    public void The_least_is_reached() => Assert.Equal(
        Cost.Min, DeltaSearch<T>.BestBits(Component.Record, static (bits, best) => bits < best));

    [Fact]
    public void The_most_is_reached() => Assert.Equal(
        Cost.Max, DeltaSearch<T>.BestBits(Component.Record, static (bits, best) => bits > best));

    [Fact]
    public void The_typical_is_between_them() => Assert.InRange(Cost.Typical, Cost.Min, Cost.Max);
}

public sealed class TransformCostTests : WireCostTests<SampleTransform>;

public sealed class IntegersCostTests : WireCostTests<SampleIntegers>;

public sealed class NumbersCostTests : WireCostTests<SampleNumbers>;

public sealed class RangesCostTests : WireCostTests<SampleRanges>;

public sealed class EnumsCostTests : WireCostTests<SampleEnums>;

public sealed class NestedCostTests : WireCostTests<SampleNested>;

public sealed class ArraysCostTests : WireCostTests<SampleArrays>;

public sealed class ScoreCostTests : WireCostTests<SampleScore>;

public sealed class HiddenCostTests : WireCostTests<SampleContainer.Inner.Hidden>;

public sealed class ToggleCostTests : WireCostTests<SampleToggle>;

public sealed class TogglesCostTests : WireCostTests<SampleToggles>;

public sealed class SingleCostTests : WireCostTests<SampleSingle>;

public sealed class NamesCostTests : WireCostTests<SampleNames>;

public sealed class ReferencesCostTests : WireCostTests<SampleReferences>;
