namespace Replication.Tests.Fuzzing;

/// <summary>What the lists of targets are made with.</summary>
internal static class Targets
{
    /// <summary>Names a target and says how to make it: only who runs it pays for its valid bytes.</summary>
    public static KeyValuePair<string, Func<FuzzTarget>> Named(
        string name, Func<byte[][]> valid, Func<FuzzedReader> reader, long maxAllocatedBytes = 0) =>
        new(name, () => new FuzzTarget(name, valid(), reader()) { MaxAllocatedBytes = maxAllocatedBytes });

    /// <summary>A promise that a reader gave.</summary>
    public static void Require(bool isKept, string promise)
    {
        if (!isKept)
            throw new InvalidOperationException(promise);
    }
}
