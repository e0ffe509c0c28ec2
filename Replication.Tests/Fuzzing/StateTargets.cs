using Replication.Runtime;
using Replication.Tests.Generators;
using Replication.Tests.Replicators;
using TrainedSchema = Replication.Tests.Training.TrainedSchema;

namespace Replication.Tests.Fuzzing;

/// <summary>State off the wire: snapshots, components and descriptions of schemas.</summary>
internal static class StateTargets
{
    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
    [
        Targets.Named("snapshots", Snapshots, static () => new Snapshot().Read, maxAllocatedBytes: 4 << 20),
        Targets.Named(
            "schema description",
            static () => [Describe(ReplicationWorld.Schema), Describe(TrainedSchema.Table)],
            static () => ReadDescription,
            maxAllocatedBytes: 32 << 20),
        Targets.Named(
            "prefab description",
            static () => [PrefabDescription.Write(ReaderHarness.Prefabs)!],
            static () => static bytes => _ = PrefabDescription.Read(bytes, ReplicationWorld.Schema),
            maxAllocatedBytes: 32 << 20),
        Component<SampleTransform>(),
        Component<SampleNumbers>(),
        Component<SampleNested>(),
        Component<Body>(),
    ];

    private static byte[][] Snapshots()
    {
        var harness = new ReaderHarness();
        return [.. Enumerable.Range(0, 4).Select(_ => harness.NextPacket())];
    }

    private static byte[] Describe(SchemaTable table) => SchemaDescription.Write(table)!;

    private static void ReadDescription(Span<byte> bytes)
    {
        if (SchemaDescription.Read(bytes) is not { } components)
            return;
        _ = SchemaMatch.Of(ReplicationWorld.Schema, components, out _);
    }

    private static KeyValuePair<string, Func<FuzzTarget>> Component<T>()
        where T : unmanaged, IReplicated<T>
    {
        uint[] words = new uint[Codec<T>.Schema.WordCount];
        return Targets.Named(
            $"component {typeof(T).Name}",
            () =>
            [
                Codec<T>.WriteFull(words, out _),
                Codec<T>.WriteFull(Codec<T>.Quantize(Filled()), out _),
                Codec<T>.WriteDelta(words, Codec<T>.Quantize(Filled()), out _),
            ],
            () =>
            {
                uint[] current = new uint[words.Length];
                return bytes => Read(bytes, words, current);
            });

        static T Filled()
        {
            byte[] memory = new byte[Codec<T>.ComponentBytes];
            Array.Fill(memory, (byte)0x3E);
            return Codec<T>.FromBytes(memory);
        }

        static void Read(Span<byte> bytes, uint[] baseline, uint[] words)
        {
            var full = new BitReader(bytes);
            T.ReadFull(ref full, words);
            if (!full.Failed)
                T.Dequantize(words, out _);
            var delta = new BitReader(bytes);
            T.ReadDelta(ref delta, baseline, words);
            if (!delta.Failed)
                T.Dequantize(words, out _);
        }
    }

    /// <summary>A refused packet leaves the world as it was.</summary>
    private sealed class Snapshot
    {
        private ReaderHarness _harness = new();
        private int _count;

        public void Read(Span<byte> bytes)
        {
            ulong before = _harness.Hash();
            bool isTaken = _harness.Receive(bytes);
            if (!isTaken)
                Targets.Require(_harness.Hash() == before, "A refused packet leaves nothing.");
            if (isTaken || ++_count % 1_000 == 0)
                _harness = new ReaderHarness();
        }
    }
}
