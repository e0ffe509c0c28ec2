using System.IO.Compression;

namespace Replication.Samples;

/// <summary>
/// Frames of one size, kept packed by the half second: a recording is some 20 MB, and a server that plays it needs one
/// frame at a time.
/// </summary>
/// <param name="frameBytes">The size of a frame.</param>
internal sealed class PackedFrames(int frameBytes)
{
    private const int FramesPerBlock = 30;

    // The fastest of brotli's qualities: packing is done while the program starts.
    private const int Quality = 1;
    private const int Window = 18;

    private readonly List<byte[]> _blocks = [];
    private readonly byte[] _open = new byte[FramesPerBlock * frameBytes];
    private byte[] _packed = new byte[BrotliEncoder.GetMaxCompressedLength(FramesPerBlock * frameBytes)];
    private int _openBlock;

    /// <summary>How many frames there are.</summary>
    public int Count { get; private set; }

    /// <summary>A frame, valid until another is asked for.</summary>
    public ReadOnlySpan<byte> this[int frame]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Count);
            int block = frame / FramesPerBlock;
            if (block != _openBlock) BrotliDecoder.TryDecompress(_blocks[block], _open, out _);
            _openBlock = block;
            return _open.AsSpan(frame % FramesPerBlock * frameBytes, frameBytes);
        }
    }

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(_open.AsSpan(Count % FramesPerBlock * frameBytes));
        Count++;
        if (Count % FramesPerBlock == 0) Pack(FramesPerBlock);
    }

    /// <summary>Ends adding.</summary>
    public void Complete()
    {
        if (Count % FramesPerBlock != 0) Pack(Count % FramesPerBlock);
        _openBlock = -1;
        _packed = [];
    }

    private void Pack(int frames)
    {
        ReadOnlySpan<byte> bytes = _open.AsSpan(0, frames * frameBytes);
        if (!BrotliEncoder.TryCompress(bytes, _packed, out int length, Quality, Window))
            throw new InvalidOperationException("Brotli refused a buffer of the size that it asks for.");
        _blocks.Add(_packed.AsSpan(0, length).ToArray());
    }
}
