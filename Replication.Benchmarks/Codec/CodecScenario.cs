using System.Buffers;
using System.CommandLine;
using System.Numerics;
using System.Runtime.InteropServices;
using MemoryPack;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// What one component costs: from the struct to bits and back, and between words and delta bits, beside a copy of the
/// struct and MemoryPack in the same run.
/// </summary>
internal static class CodecScenario
{
    private const int Count = 256;
    private const int DeltaBytes = 32;

    // One row's words between the two halves of a full write or read.
    private static readonly uint[] Scratch = new uint[WordCount<BenchmarkTransform>()];

    public static Command Command(Option<bool> json)
    {
        Option<int> rounds = OptionRanges.Whole(
            "--rounds", "Rounds that count; the median of them is printed.", 101, 1, 100_000);
        var command =
            new Command("codec", "Nanoseconds for one component, beside a plain copy and MemoryPack.") { rounds };
        command.SetAction(parsed =>
        {
            Run(parsed.GetValue(rounds)).Print(parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Report Run(int rounds)
    {
        BenchmarkTransform[] after = MakeTransforms(6);
        int stride = ((FullBits<BenchmarkTransform>() + 7) / 8) + 8;
        var byHand = new byte[Count * stride];
        var copies = new BenchmarkTransform[Count];
        return Run(
            rounds,
            MakeTransforms(0),
            after,
            () => WriteByHand(after, byHand, stride),
            () => ReadByHand(byHand, copies, stride));
    }

    private static Report Run<T>(int rounds, T[] before, T[] after, Action writeByHand, Action readByHand)
        where T : unmanaged, IReplicated<T>
    {
        int wordCount = T.Schema.WordCount;
        int fullBytes = (T.Schema.FullBits + 7) / 8;
        var baseline = new uint[Count * wordCount];
        var current = new uint[Count * wordCount];
        var decoded = new uint[Count * wordCount];
        var fulls = new byte[Count * (fullBytes + 8)];
        var deltas = new byte[Count * DeltaBytes];
        var copies = new T[Count];
        for (int i = 0; i < Count; i++) T.Quantize(before[i], baseline.AsSpan(i * wordCount, wordCount));
        MemoryPackTransform[] packs = MemoryMarshal.Cast<T, MemoryPackTransform>(after).ToArray();
        var packed = new ArrayBufferWriter<byte>(1024);

        Action[] work =
        [
            () => Copy(after, copies),
            () => Quantize<T>(after, current, wordCount),
            () => WriteFull<T>(after, fulls, wordCount, fullBytes + 8),
            () => ReadFull<T>(fulls, copies, wordCount, fullBytes + 8),
            () => WriteDelta<T>(baseline, current, deltas, wordCount),
            () => ReadDelta<T>(baseline, deltas, decoded, wordCount),
            writeByHand,
            readByHand,
            () => Pack(packs, packed),
            () => Unpack(packs, packed),
        ];
        long allocated = work[..8].Sum(static piece =>
        {
            piece();
            return Measure.AllocatedBytes(piece);
        });
        double[] times = Measure.MedianNanoseconds(rounds, work);
        if (!decoded.AsSpan().SequenceEqual(current))
            throw new InvalidOperationException("Delta read gave other words.");

        double copy = times[0] / Count;
        return new Report("codec")
            .Add("ns_copy", copy, "a plain copy of the 40-byte struct")
            .Add("ns_quantize", times[1] / Count, "struct to words")
            .Add("ns_full_write", times[2] / Count, "struct to bits: quantise and write")
            .Add("ns_full_read", times[3] / Count, "bits to struct: read and dequantise")
            .Add("ns_delta_write", times[4] / Count, "words to bits against a baseline 6 frames older")
            .Add("ns_delta_read", times[5] / Count, "bits to words")
            .Add("ns_hand_write", times[6] / Count, "struct to the same bits, written by hand")
            .Add("ns_hand_read", times[7] / Count, "the same bits to struct, written by hand")
            .Add("ns_memorypack", times[8] / Count, "MemoryPack 1.21.4, struct to 40 bytes")
            .Add("ns_memorypack_read", times[9] / Count, "MemoryPack 1.21.4, 40 bytes to struct")
            .Add("full_write_copies", times[2] / times[0], "full write over copy")
            .Add("full_read_copies", times[3] / times[0], "full read over copy")
            .Add("full_write_over_hand", times[2] / times[6], "full write over the one by hand")
            .Add("full_read_over_hand", times[3] / times[7], "full read over the one by hand")
            .Add("bytes_full", T.Schema.FullBits / 8.0, "bytes of a full send")
            .Add("bytes_delta", DeltaBits<T>(baseline, current, wordCount) / 8.0 / Count, "mean bytes of a delta")
            .Add("alloc_bytes", allocated, "bytes allocated by a batch of each of our own");
    }

    private static int WordCount<T>()
        where T : unmanaged, IReplicated<T> => T.Schema.WordCount;

    private static int FullBits<T>()
        where T : unmanaged, IReplicated<T> => T.Schema.FullBits;

    // Each a batch with a loop of its own, so that what is called in it is known to the JIT.
    private static void Copy<T>(T[] source, T[] target)
        where T : unmanaged
    {
        for (int i = 0; i < Count; i++) target[i] = source[i];
    }

    private static void Quantize<T>(T[] source, uint[] words, int wordCount)
        where T : unmanaged, IReplicated<T>
    {
        for (int i = 0; i < Count; i++) T.Quantize(source[i], words.AsSpan(i * wordCount, wordCount));
    }

    private static void WriteFull<T>(T[] source, byte[] bits, int wordCount, int stride)
        where T : unmanaged, IReplicated<T>
    {
        uint[] words = Scratch;
        for (int i = 0; i < Count; i++)
        {
            var writer = new BitWriter(bits.AsSpan(i * stride, stride));
            T.Quantize(source[i], words);
            T.WriteFull(ref writer, words);
        }
    }

    private static void ReadFull<T>(byte[] bits, T[] target, int wordCount, int stride)
        where T : unmanaged, IReplicated<T>
    {
        uint[] words = Scratch;
        for (int i = 0; i < Count; i++)
        {
            var reader = new BitReader(bits.AsSpan(i * stride, stride));
            T.ReadFull(ref reader, words);
            T.Dequantize(words, out target[i]);
        }
    }

    private static void WriteByHand(BenchmarkTransform[] source, byte[] bits, int stride)
    {
        Span<uint> axes = Scratch.AsSpan(0, 3);
        for (int i = 0; i < Count; i++)
        {
            var writer = new BitWriter(bits.AsSpan(i * stride, stride));
            HandTransform.Write(ref writer, in source[i], axes);
        }
    }

    private static void ReadByHand(byte[] bits, BenchmarkTransform[] target, int stride)
    {
        Span<uint> axes = Scratch.AsSpan(0, 3);
        for (int i = 0; i < Count; i++)
        {
            var reader = new BitReader(bits.AsSpan(i * stride, stride));
            HandTransform.Read(ref reader, out target[i], axes);
        }
    }

    private static void WriteDelta<T>(uint[] baseline, uint[] current, byte[] bits, int wordCount)
        where T : unmanaged, IReplicated<T>
    {
        for (int i = 0; i < Count; i++)
        {
            var writer = new BitWriter(bits.AsSpan(i * DeltaBytes, DeltaBytes));
            T.WriteDelta(
                ref writer, baseline.AsSpan(i * wordCount, wordCount), current.AsSpan(i * wordCount, wordCount));
        }
    }

    private static void ReadDelta<T>(uint[] baseline, byte[] bits, uint[] decoded, int wordCount)
        where T : unmanaged, IReplicated<T>
    {
        for (int i = 0; i < Count; i++)
        {
            var reader = new BitReader(bits.AsSpan(i * DeltaBytes, DeltaBytes));
            T.ReadDelta(
                ref reader, baseline.AsSpan(i * wordCount, wordCount), decoded.AsSpan(i * wordCount, wordCount));
        }
    }

    private static void Pack(MemoryPackTransform[] source, ArrayBufferWriter<byte> packed)
    {
        packed.ResetWrittenCount();
        for (int i = 0; i < Count; i++) MemoryPackSerializer.Serialize(packed, source[i]);
    }

    private static void Unpack(MemoryPackTransform[] target, ArrayBufferWriter<byte> packed)
    {
        ReadOnlySpan<byte> bytes = packed.WrittenSpan;
        for (int i = 0; i < Count; i++) bytes = bytes[MemoryPackSerializer.Deserialize(bytes, ref target[i])..];
    }

    private static long DeltaBits<T>(uint[] baseline, uint[] current, int wordCount)
        where T : unmanaged, IReplicated<T>
    {
        long bits = 0;
        Span<byte> buffer = stackalloc byte[DeltaBytes];
        for (int i = 0; i < Count; i++)
        {
            var writer = new BitWriter(buffer);
            T.WriteDelta(
                ref writer, baseline.AsSpan(i * wordCount, wordCount), current.AsSpan(i * wordCount, wordCount));
            bits += writer.BitCount;
        }

        return bits;
    }

    // Bodies that fly and turn; the seed is fixed, so every run measures the same numbers.
    private static BenchmarkTransform[] MakeTransforms(int frame)
    {
        var random = new Random(1);
        var transforms = new BenchmarkTransform[Count];
        for (int i = 0; i < Count; i++)
        {
            Vector3 velocity = new Vector3(Next(random), Next(random), Next(random)) * 8;
            var axis = Vector3.Normalize(new Vector3(Next(random), Next(random), Next(random)));
            float angle = Next(random) * 3;
            transforms[i] = new BenchmarkTransform
            {
                Position = (new Vector3(Next(random), Next(random), Next(random)) * 200) + (velocity * frame / 60f),
                Orientation = Quaternion.CreateFromAxisAngle(axis, angle + (frame / 60f)),
                Velocity = velocity + (Vector3.UnitZ * (-9.81f * frame / 60f)),
            };
        }

        return transforms;
    }

    private static float Next(Random random) => (random.NextSingle() * 2) - 1;
}
