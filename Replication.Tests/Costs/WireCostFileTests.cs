using Microsoft.CodeAnalysis;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Costs;

/// <summary>The text that becomes <c>wire-costs.json</c>.</summary>
public sealed class WireCostFileTests
{
    private const string Source = """
        using System.Numerics;
        using Replication.Runtime;

        namespace Game;

        [Replicated]
        public partial struct Pose { [Quantize(0, 255, 1)] public Vector2 Place; public bool IsAwake; }

        [Replicated]
        public partial struct Armor { public int Value; }
        """;

    [Fact]
    public void Each_component_and_field_is_a_line_sorted_by_name()
    {
        GeneratedSourceResult costs = GeneratorHost.Generate(Source, writesWireCosts: true).Last();
        Assert.Equal("WireCosts.g.cs", costs.HintName);
        Assert.Equal(
            """
            // [
            //   { "component": "Game.Armor", "min": 3, "typical": 31, "max": 63, "full": 32 },
            //   { "component": "Game.Armor", "field": "Value", "min": 3, "typical": 31, "max": 63, "full": 32 },
            //   { "component": "Game.Pose", "min": 3, "typical": 15, "max": 28, "full": 17 },
            //   { "component": "Game.Pose", "field": "IsAwake", "min": 0, "typical": 0, "max": 0, "full": 1 },
            //   { "component": "Game.Pose", "field": "Place", "min": 4, "typical": 14, "max": 25, "full": 16 }
            // ]

            """.ReplaceLineEndings("\n"),
            costs.SourceText.ToString());
    }

    [Fact]
    public void Nothing_is_written_where_nobody_asks() =>
        Assert.DoesNotContain(GeneratorHost.Generate(Source), source => source.HintName == "WireCosts.g.cs");
}
