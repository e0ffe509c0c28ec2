using Replication.Generators.Costs;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;
using Replication.Runtime;
using Replication.Samples;
using Replication.Tests.Architecture;
using Replication.Tests.Generators;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Replication.Tests.Costs;

public class TrainedCostTests
{
    [Fact]
    public void Every_delta_of_the_recording_is_between_the_least_and_the_most_and_typical_in_the_middle()
    {
        WireCost cost = CostOfCube();
        CubesRecording recording = CubesRecording.Load(null);
        long total = 0, count = 0;
        for (int frame = 300; frame < 900; frame += 50)
        {
            for (int cube = 0; cube < CubesRecording.CubeCount; cube++)
            {
                uint[] earlier = WordsOf(recording, frame, cube);
                uint[] baseline = WordsOf(recording, frame + 1, cube);
                uint[] current = WordsOf(recording, frame + 7, cube);
                if (baseline.AsSpan().SequenceEqual(current)) continue;
                int bits = BitsOf<CubeState>(new DeltaBaseline(baseline, earlier, 6, 1), current);
                Assert.InRange(bits, cost.Min, cost.Max);
                total += bits;
                count++;
            }
        }

        Assert.InRange(cost.Typical, 0.5 * total / count, 2.0 * total / count);
    }

    private static WireCost CostOfCube()
    {
        string samples = Path.Combine(Repository.Root, "Replication.Samples");
        string path = Path.Combine(samples, "Recordings", "CubeState.cs");
        CSharpCompilation compilation = GeneratorHost.Compile(
            GeneratorHost.Parse(File.ReadAllText(path), path),
            GeneratorHost.Parse(File.ReadAllText(Path.Combine(samples, "Recordings", "CubesRecording.cs")), "b.cs"),
            GeneratorHost.Parse(File.ReadAllText(Path.Combine(samples, "Recordings", "PackedFrames.cs")), "c.cs"),
            GeneratorHost.Parse(
                "global using System; global using System.IO; global using System.Collections.Generic;", "d.cs"));
        StructDeclarationSyntax declaration = compilation.SyntaxTrees[0].GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes().OfType<StructDeclarationSyntax>().Single();
        var type = compilation.GetSemanticModel(compilation.SyntaxTrees[0]).GetDeclaredSymbol(declaration)!;
        ComponentModel component = ComponentParser.Parse(
            type, compilation, new ProblemCollector(report: null), TestContext.Current.CancellationToken)!;
        ProfileFile profiles = ProfileParser.Parse(File.ReadAllText(Path.Combine(samples, "wire-profile.json")));
        ComponentModel profiled = Profiled.Of(component, profiles);
        Assert.NotNull(profiled.Profile);
        return ComponentCost.Of(profiled).Update;
    }

    private static uint[] WordsOf(CubesRecording recording, int frame, int cube) =>
        Codec<CubeState>.Quantize(CubeState.Of(recording[frame, cube]));

    private static int BitsOf<T>(in DeltaBaseline baseline, uint[] current)
        where T : unmanaged, IReplicated<T>
    {
        var writer = new BitWriter(new byte[64]);
        T.WriteDelta(ref writer, in baseline, current);
        return writer.BitCount;
    }
}
