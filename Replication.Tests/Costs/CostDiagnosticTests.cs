using Microsoft.CodeAnalysis;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Costs;

/// <summary>What the compiler says of costs, where, and when it keeps quiet.</summary>
public sealed class CostDiagnosticTests
{
    private const string Pose = """
        using System.Numerics;
        using Replication.Runtime;

        namespace Game;

        [Replicated]
        public partial struct Pose
        {
            [Quantize(0, 255, 1)]
            public Vector2 Place;

            public float Exact;
            public bool IsAwake;
        }
        """;

    [Fact]
    public async Task Costs_are_not_said_by_themselves() => Assert.Empty(await AnalyzerHost.Diagnose(Pose));

    [Fact]
    public async Task Costs_are_said_at_the_components_name_where_they_are_asked_for()
    {
        Diagnostic diagnostic = Assert.Single(await AnalyzerHost.Diagnose(Pose, switchedOn: "RPL040"));
        Assert.Equal("RPL040", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Info, diagnostic.Severity);
        Assert.Equal("Pose", TextAt(diagnostic, Pose));
        Assert.Equal(
            "An update of 'Pose' takes 4 to 61 bits, typically 47, and a full send 49; of these fields each that "
                + "changed takes Place 4 to 25 (typically 14), Exact 32, IsAwake 0",
            diagnostic.GetMessage());
    }

    [Fact]
    public async Task A_tag_has_no_costs_to_say() => Assert.Empty(await AnalyzerHost.Diagnose(
        "[Replication.Runtime.Replicated] public partial struct Frozen;", switchedOn: "RPL040"));

    [Fact]
    public async Task A_component_with_problems_is_left_to_those_who_report_them() =>
        Assert.Empty(await AnalyzerHost.Diagnose(
            Pose.Replace("float", "string", StringComparison.Ordinal), switchedOn: "RPL040"));

    [Fact]
    public async Task A_component_over_its_budget_names_its_dearest_fields()
    {
        string source = Pose.Replace("[Replicated]", "[Replicated, WireBudget(40)]", StringComparison.Ordinal);
        Diagnostic diagnostic = Assert.Single(await AnalyzerHost.Diagnose(source));
        Assert.Equal("RPL041", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("40", TextAt(diagnostic, source));
        Assert.Equal(
            "An update of 'Pose' may take 61 bits and its budget is 40; the dearest are 'Exact' with 32, 'Place' with "
                + "25, 'IsAwake' with 0: quantise them more coarsely, move some to a component that changes less "
                + "often, or raise the budget",
            diagnostic.GetMessage());
    }

    [Fact]
    public async Task A_component_that_just_fits_its_budget_is_fine() => Assert.Empty(await AnalyzerHost.Diagnose(
        Pose.Replace("[Replicated]", "[Replicated, WireBudget(61)]", StringComparison.Ordinal)));

    [Fact]
    public async Task A_budget_of_what_is_not_replicated_says_nothing() => Assert.Empty(await AnalyzerHost.Diagnose(
        Pose.Replace("[Replicated]", "[WireBudget(1)]", StringComparison.Ordinal)));

    private static string TextAt(Diagnostic diagnostic, string source) => source.Substring(
        diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
}
