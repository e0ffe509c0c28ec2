using Xunit;

namespace Replication.Tests.Generators;

public sealed class ReferenceDiagnosticTests
{
    [Theory]
    [InlineData("Plain", "public struct Plain;")]
    [InlineData("int", "")]
    [InlineData("Vector3", "")]
    public void A_reference_to_what_is_no_component(string target, string declaration) => Expect.Error(
        "RPL025",
        $"'Value' refers to a replica that has '{target}', which is no component; "
            + $"mark '{target}' [Replicated], or name a component",
        $$"""
        {{declaration}}
        [Replicated] public partial struct Odd { public NetRef<{{target}}> [|Value|]; }
        """);

    [Fact]
    public void A_parent_that_is_no_reference() => Expect.Error(
        "RPL026",
        "[Parent] of 'Value' does not apply because its type is 'int'; make it a NetRef, or remove the attribute",
        """
        [Replicated] public partial struct Odd { [[|Parent|]] public int Value; }
        """);
}
