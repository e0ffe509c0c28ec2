using System.Globalization;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Fuzzing;

/// <summary>
/// Runs cases against targets. The environment says how many and which:
/// <c>REPLICATION_FUZZ_CASES</c>, in all, default 200,000, and <c>REPLICATION_FUZZ_SEED</c>, default 1. A failure names
/// the seed and the case, and shows the bytes.
/// </summary>
internal static class Fuzzer
{
    private const long UsualCases = 200_000;

    public static long Cases { get; } = FromEnvironment("REPLICATION_FUZZ_CASES", UsualCases);

    public static ulong Seed { get; } = (ulong)FromEnvironment("REPLICATION_FUZZ_SEED", 1);

    /// <summary>Runs a target.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="cases">How many cases.</param>
    public static void Run(FuzzTarget target, long cases)
    {
        var mutator = new Mutator();
        // Numbers of different seeds share nothing.
        ulong first = new SeededRandom(Seed).Next();
        // What is made once, such as the code of a method, is made by the valid bytes.
        foreach (byte[] valid in target.Valid)
            target.Reader([.. valid]);
        for (long number = 0; number < cases; number++)
            RunCase(target, mutator, first + (ulong)number, number);
    }

    private static void RunCase(FuzzTarget target, Mutator mutator, ulong caseSeed, long number)
    {
        long allocated = Read(target, mutator, caseSeed, number);
        // Once more, since what the runtime makes once for the process may fall into any case.
        if (allocated > target.MaxAllocatedBytes)
            allocated = Read(target, mutator, caseSeed, number);
        if (allocated > target.MaxAllocatedBytes)
            throw Failure(target, caseSeed, number, $"allocated {allocated} bytes", null);
    }

    private static long Read(FuzzTarget target, Mutator mutator, ulong caseSeed, long number)
    {
        Span<byte> bytes = mutator.Mutate(target.Valid, caseSeed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Reader(bytes);
        }
        catch (Exception exception)
        {
            throw Failure(target, caseSeed, number, exception.Message, exception);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static InvalidOperationException Failure(
        FuzzTarget target, ulong caseSeed, long number, string what, Exception? cause)
    {
        // The reader may have changed them.
        string hex = Convert.ToHexStringLower(new Mutator().Mutate(target.Valid, caseSeed));
        return new InvalidOperationException($"{target.Name}, seed {Seed}, case {number}: {what}. Bytes: {hex}", cause);
    }

    private static long FromEnvironment(string name, long usual)
    {
        string? text = Environment.GetEnvironmentVariable(name);
        return text is null ? usual : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
