using Xunit;

namespace Replication.Tests.Fuzzing;

/// <summary>
/// Damaged bytes for every reader of remote bytes. A short run here; ten million cases take a minute or two:
/// <code>
/// REPLICATION_FUZZ_CASES=10000000 dotnet test --project Replication.Tests -c Release
///   -- --filter-class Replication.Tests.Fuzzing.FuzzTests
/// </code>
/// </summary>
public sealed class FuzzTests
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Targets = new[]
    {
        PacketTargets.All, ChannelTargets.All, SessionTargets.All, TokenTargets.All, StateTargets.All,
        MessageTargets.All,
    }.SelectMany(static targets => targets).ToDictionary();

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_are_taken_or_refused_and_nothing_else(string name) =>
        Fuzzer.Run(Targets[name](), Fuzzer.Cases / Targets.Count);

    [Fact]
    public void The_same_number_gives_the_same_bytes_and_others_others()
    {
        byte[][] valid = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12]];
        string[] first = [.. Forms(valid)];

        Assert.Equal(first, Forms(valid));
        Assert.True(first.Distinct().Count() > 500);
        Assert.All(first, static form => Assert.True(form.Length <= 2 * Mutator.MaxBytes));
    }

    [Fact]
    public void A_reader_that_throws_or_allocates_too_much_is_found()
    {
        byte[][] valid = [[1, 2, 3, 4]];
        var throwing = new FuzzTarget("throws", valid, static bytes =>
        {
            if (bytes.Length == 3)
                throw new InvalidOperationException("three");
        });
        var greedy = new FuzzTarget("allocates", valid, static bytes => _ = new byte[bytes.IsEmpty ? 0 : bytes[0] * 8])
        {
            MaxAllocatedBytes = 1_000,
        };

        Assert.Contains("three", Assert.Throws<InvalidOperationException>(() => Fuzzer.Run(throwing, 1_000)).Message);
        Assert.Contains("allocated", Assert.Throws<InvalidOperationException>(() => Fuzzer.Run(greedy, 1_000)).Message);
    }

    private static IEnumerable<string> Forms(byte[][] valid)
    {
        var mutator = new Mutator();
        return Enumerable.Range(0, 1_000).Select(number => Convert.ToHexString(mutator.Mutate(valid, (ulong)number)));
    }
}
