namespace Replication.Tests.Fuzzing;

/// <summary>Takes bytes and must bear any: it may refuse them, and throws where a promise is broken.</summary>
/// <param name="bytes">Any bytes; may be changed.</param>
internal delegate void FuzzedReader(Span<byte> bytes);

/// <summary>One reader of remote bytes, and bytes that it takes.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Valid">What is damaged to give the cases.</param>
/// <param name="Reader">The reader.</param>
internal sealed record FuzzTarget(string Name, byte[][] Valid, FuzzedReader Reader)
{
    /// <summary>
    /// What one case may allocate, in bytes: no size in the bytes makes the reader take more. Most allocate nothing.
    /// </summary>
    public long MaxAllocatedBytes { get; init; }

    public override string ToString() => Name;
}
