namespace Replication.Runtime;

/// <summary>
/// Tests a component's codec, generated or written by hand: what generated tests call, for any test framework. Each
/// check throws <see cref="ComponentCheckException"/> where the codec breaks a promise of
/// <see cref="IReplicated{TSelf}"/>; the message names the component, the seed and the field.
/// </summary>
/// <remarks>
/// The same seed gives the same components and bytes on every machine. Allocates; for tests only. From any thread.
/// </remarks>
public static class ComponentChecks
{
    private const int Rounds = 200;
    private const int MaxGarbageBytes = 64;

    /// <summary>
    /// Components of random and of extreme values come back from a full send and from a delta as the same words, by as
    /// many bits as were written.
    /// </summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="seed">Where the random values start, any number.</param>
    /// <exception cref="ComponentCheckException">They do not.</exception>
    public static void RoundTrip<T>(int seed)
        where T : unmanaged, IReplicated<T>
    {
        var codec = new CheckedCodec<T>(seed);
        var values = new RandomComponents<T>(seed);
        for (int round = 0; round < Rounds; round++)
        {
            (T before, T after) = values.NextPair();
            uint[] baseline = codec.Quantize(before);
            uint[] current = codec.Quantize(after);
            byte[] full = codec.WriteFull(current, out int bits);
            codec.RequireSame(current, codec.ReadFull(full, bits), "ReadFull");
            if (baseline.AsSpan().SequenceEqual(current)) continue;
            byte[] delta = codec.WriteDelta(baseline, current, out bits);
            codec.RequireSame(current, codec.ReadDelta(delta, bits, baseline), "ReadDelta");
        }
    }

    /// <summary>
    /// Random bytes, read in full or as a delta, throw nothing, and where the reader takes them they are a component
    /// that could have been sent: one with every number inside its range.
    /// </summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="seed">Where the random bytes start, any number.</param>
    /// <exception cref="ComponentCheckException">They do harm.</exception>
    public static void SurvivesGarbage<T>(int seed)
        where T : unmanaged, IReplicated<T>
    {
        var codec = new CheckedCodec<T>(seed);
        var values = new RandomComponents<T>(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] garbage = values.NextBytes(MaxGarbageBytes);
            uint[] baseline = codec.Quantize(values.Next());
            if (codec.TryReadFull(garbage, out uint[] words)) codec.RequireValid(words, "ReadFull");
            if (codec.TryReadDelta(garbage, baseline, out words)) codec.RequireValid(words, "ReadDelta");
        }
    }

    /// <summary>No member of the codec allocates, after its first call.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <exception cref="ComponentCheckException">One does.</exception>
    public static void AllocatesNothing<T>()
        where T : unmanaged, IReplicated<T> => new CodecAllocations<T>().RequireNone();
}
