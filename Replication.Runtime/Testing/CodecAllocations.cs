namespace Replication.Runtime;

/// <summary>Counts what each member of a component's codec allocates.</summary>
internal sealed class CodecAllocations<T>
    where T : unmanaged, IReplicated<T>
{
    private const int Calls = 100;
    private const int Seed = 1;

    private readonly uint[] _baseline;
    private readonly uint[] _current;
    private readonly uint[] _words;
    private readonly byte[] _full;
    private readonly byte[] _delta;
    private T _value;

    public CodecAllocations()
    {
        var codec = new CheckedCodec<T>(Seed);
        (T before, _value) = new RandomComponents<T>(Seed).NextPair();
        _baseline = codec.Quantize(before);
        _current = codec.Quantize(_value);
        _words = new uint[_current.Length];
        _full = codec.WriteFull(_current, out _);
        _delta = codec.WriteDelta(_baseline, _current, out _);
    }

    public void RequireNone()
    {
        Require("Quantize", () => T.Quantize(in _value, _words));
        Require("Dequantize", () => T.Dequantize(_current, out _value));
        Require("WriteFull", () =>
        {
            var writer = new BitWriter(_full);
            T.WriteFull(ref writer, _current);
        });
        Require("ReadFull", () =>
        {
            var reader = new BitReader(_full);
            T.ReadFull(ref reader, _words);
        });
        Require("WriteDelta", () =>
        {
            var writer = new BitWriter(_delta);
            T.WriteDelta(ref writer, _baseline, _current);
        });
        Require("ReadDelta", () =>
        {
            var reader = new BitReader(_delta);
            T.ReadDelta(ref reader, _baseline, _words);
        });
    }

    // Once before it counts: what is made on the first call stays.
    private static void Require(string member, Action call)
    {
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++) call();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (bytes > 0)
        {
            throw new ComponentCheckException(
                $"{typeof(T)}, seed {Seed}: {member} allocated {bytes} bytes in {Calls} calls.");
        }
    }
}
