using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Replication.Samples;

/// <summary>
/// A recorded world of rigid bodies, frame by frame at 60 Hz. README.md beside this file has the format.
/// </summary>
public sealed class CubesRecording
{
    /// <summary>Frames a second.</summary>
    public const int FramesPerSecond = 60;

    /// <summary>Bodies in each frame.</summary>
    public const int CubeCount = 901;

    private const int CubeBytes = 20;
    private const int FrameBytes = CubeCount * CubeBytes;
    private const float UnitsPerMeter = 512;
    private const float UnitsPerMeterPerSecond = 32;

    private readonly PackedFrames _frames;

    private CubesRecording(PackedFrames frames) => _frames = frames;

    /// <summary>How many frames there are.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Reads a recording from a file, or the one that comes with the samples.</summary>
    /// <param name="path">The file; null for the samples' own.</param>
    /// <returns>The recording, in memory.</returns>
    /// <exception cref="InvalidDataException">The file is not brotli, or not whole frames of 901 cubes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CubesRecording Load(string? path)
    {
        using Stream compressed = path is null
            ? typeof(CubesRecording).Assembly.GetManifestResourceStream("cubes.bin.br")!
            : File.OpenRead(path);
        using var brotli = new BrotliStream(compressed, CompressionMode.Decompress);
        var frames = new PackedFrames(FrameBytes);
        var frame = new byte[FrameBytes];
        int read = ReadFrame(brotli, frame, path);
        for (; read == FrameBytes; read = ReadFrame(brotli, frame, path)) frames.Add(frame);
        if (read > 0 || frames.Count == 0)
        {
            throw new InvalidDataException(
                $"{path} has {read:N0} bytes after {frames.Count:N0} whole frames; a recording is one or more frames "
                + $"of {FrameBytes:N0} bytes ({CubeCount} cubes of {CubeBytes}).");
        }

        frames.Complete();
        return new CubesRecording(frames);
    }

    /// <summary>One body in one frame.</summary>
    /// <param name="frame">0 to <see cref="FrameCount"/> - 1.</param>
    /// <param name="cube">0 to <see cref="CubeCount"/> - 1.</param>
    /// <returns>Its state, in metres and metres per second.</returns>
    public CubeSample this[int frame, int cube]
    {
        get
        {
            ReadOnlySpan<byte> bytes = _frames[frame].Slice(cube * CubeBytes, CubeBytes);
            return new CubeSample(
                ReadVector(bytes) / UnitsPerMeter, ReadRotation(bytes),
                ReadVector(bytes[12..]) / UnitsPerMeterPerSecond, bytes[19] != 0);
        }
    }

    private static int ReadFrame(BrotliStream brotli, byte[] frame, string? path)
    {
        try
        {
            return brotli.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException(
                $"{path} is not brotli-compressed; a recording is a .bin.br file.", exception);
        }
    }

    private static Vector3 ReadVector(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt16LittleEndian(bytes),
        BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadInt16LittleEndian(bytes[4..]));

    private static Quaternion ReadRotation(ReadOnlySpan<byte> bytes)
    {
        float a = ReadComponent(bytes[6..]), b = ReadComponent(bytes[8..]), c = ReadComponent(bytes[10..]);
        float largest = MathF.Sqrt(MathF.Max(0, 1 - (a * a) - (b * b) - (c * c)));
        return bytes[18] switch
        {
            0 => new Quaternion(largest, a, b, c),
            1 => new Quaternion(a, largest, b, c),
            2 => new Quaternion(a, b, largest, c),
            _ => new Quaternion(a, b, c, largest),
        };
    }

    private static float ReadComponent(ReadOnlySpan<byte> bytes) =>
        ((BinaryPrimitives.ReadUInt16LittleEndian(bytes) / 511f * 2) - 1) / MathF.Sqrt(2);
}

/// <summary>One body of a recording in one frame.</summary>
/// <param name="Position">Metres.</param>
/// <param name="Orientation">Of length one.</param>
/// <param name="Velocity">Metres per second.</param>
/// <param name="IsAwake">False once the physics put it to rest.</param>
public readonly record struct CubeSample(Vector3 Position, Quaternion Orientation, Vector3 Velocity, bool IsAwake);
