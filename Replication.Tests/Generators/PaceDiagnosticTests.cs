using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Tolerances, rates and priorities that cannot be.</summary>
public sealed class PaceDiagnosticTests
{
    [Theory]
    [InlineData("0.1", "public Quaternion", "its type is 'Quaternion'", "remove it")]
    [InlineData("0.1", "public bool", "its type is 'bool'", "remove it")]
    [InlineData("1", "public long", "its type is 'long'", "remove it")]
    [InlineData("1", "public Side", "its type is 'Side'", "remove it")]
    [InlineData("1", "public Aim", "its type is 'Aim'", "put it on the numbers in that struct")]
    [InlineData(
        "-0.5", "[Exact] public float", "-0.5 is not above 0", "give it the largest difference that need not be sent")]
    [InlineData("0", "public int", "0 is not above 0", "give it the largest difference that need not be sent")]
    [InlineData(
        "double.NaN", "[Exact] public float", "NaN is not above 0",
        "give it the largest difference that need not be sent")]
    [InlineData("5", "[Quantize(-2, 2, 0.1)] public Vector3", "no change is larger than 5", "give it less than 4")]
    [InlineData("255", "public byte", "no change is larger than 255", "give it less than 255")]
    public void A_tolerance_that_does_not_apply(string tolerance, string field, string reason, string remedy) =>
        Expect.Error(
            "RPL027",
            $"[Tolerance] of 'Value' does not apply because {reason}; {remedy}",
            $$"""
            public enum Side { Left, Right }
            public struct Aim { public int Yaw; }
            [Replicated] public partial struct Odd { [[|Tolerance|]({{tolerance}})] {{field}} Value; }
            """);

    [Theory]
    [InlineData("Rate = [|-1|]", "Rate of 'Odd' is -1; make it above 0 and at most 1000 a second, or leave it out")]
    [InlineData("Rate = [|0|]", "Rate of 'Odd' is 0; make it above 0 and at most 1000 a second, or leave it out")]
    [InlineData("Rate = [|1001|]", "Rate of 'Odd' is 1001; make it above 0 and at most 1000 a second, or leave it out")]
    [InlineData("Priority = [|17|]", "Priority of 'Odd' is 17; make it 1/16 to 16, or leave it out")]
    [InlineData("Rate = 5, Priority = [|0|]", "Priority of 'Odd' is 0; make it 1/16 to 16, or leave it out")]
    [InlineData(
        "Priority = [|double.NaN|]", "Priority of 'Odd' is NaN; make it 1/16 to 16, or leave it out")]
    public void A_rate_or_priority_out_of_its_limits(string arguments, string message) => Expect.Error(
        "RPL028", message, $"[Replicated({arguments})] public partial struct Odd {{ public int Value; }}");

    [Fact]
    public void What_is_within_its_limits() => Expect.Nothing("""
        [Replicated(Rate = 1000, Priority = 0.0625)] public partial struct Fine
        {
            [Tolerance(0.1), Exact] public float Speed;
            [Tolerance(0.1), Exact] public Vector3 Place;
            [Tolerance(2)] public byte Level;
            [Tolerance(3.9), Quantize(-2, 2, 0.1)] public Vector3 Lean;
        }
        """);
}
