using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Replication.Benchmarks;

/// <summary>
/// The snapshots that a client of a Quake 3 game was sent. Per snapshot, little-endian: i32 sequence, i32 server time
/// in ms, i32 how many snapshots before it the game's own baseline lay, i32 n; then n times an i32 entity number and 51
/// i32 fields.
/// </summary>
internal sealed class OpenArenaRecording
{
    /// <summary>Entity numbers are below.</summary>
    public const int MaxEntities = 1024;

    private const int FieldCount = 51;
    private const int HeadWords = 4;
    private const int EntityWords = 1 + FieldCount;

    private readonly List<Snapshot> _snapshots = [];

    /// <summary>The snapshots, in order.</summary>
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file, brotli-compressed.</param>
    /// <exception cref="InvalidDataException">The file is not brotli, or not whole snapshots.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OpenArenaRecording Load(string path)
    {
        int[] words = ReadWords(path);
        var recording = new OpenArenaRecording();
        for (int at = 0; at < words.Length;)
        {
            int count = at + HeadWords <= words.Length ? words[at + 3] : -1;
            if (count is < 0 or > MaxEntities || at + HeadWords + (count * EntityWords) > words.Length)
            {
                throw new InvalidDataException(
                    $"{path} has no whole snapshot at byte {at * 4L:N0}, after {recording._snapshots.Count:N0}; one is "
                    + $"{HeadWords} numbers and up to {MaxEntities} entities of {EntityWords}.");
            }

            recording._snapshots.Add(new Snapshot(words[at], words[at + 2], words, at + HeadWords, count));
            at += HeadWords + (count * EntityWords);
        }

        if (recording._snapshots.Count == 0) throw new InvalidDataException($"{path} has no snapshots.");
        return recording;
    }

    private static int[] ReadWords(string path)
    {
        using var bytes = new MemoryStream();
        try
        {
            using var brotli = new BrotliStream(File.OpenRead(path), CompressionMode.Decompress);
            brotli.CopyTo(bytes);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException(
                $"{path} is not brotli-compressed; a recording is a .bin.br file.", exception);
        }

        ReadOnlySpan<byte> all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        var words = new int[all.Length / sizeof(int)];
        for (int i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadInt32LittleEndian(all[(i * sizeof(int))..]);
        return words;
    }

    /// <summary>One snapshot.</summary>
    /// <param name="Sequence">Counts on; one was lost where a number is missing.</param>
    /// <param name="DeltaDistance">How far back in sequence the game's baseline was; zero for none.</param>
    internal sealed record Snapshot(int Sequence, int DeltaDistance, int[] Words, int Start, int Count)
    {
        /// <summary>The number of an entity.</summary>
        public int NumberOf(int entity) => Words[Start + (entity * EntityWords)];

        /// <summary>The state of an entity.</summary>
        public EntityState StateOf(int entity) => MemoryMarshal.Read<EntityState>(
            MemoryMarshal.AsBytes(Words.AsSpan(Start + (entity * EntityWords) + 1, FieldCount)));
    }
}
