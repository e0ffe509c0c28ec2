using System.Buffers.Binary;
using System.IO.Hashing;

namespace Replication.Runtime;

/// <summary>
/// Collects entries and appends them to a stream a block at a time; the layout is drawn at <see cref="BlockHead"/>.
/// </summary>
/// <param name="stream">Where to.</param>
/// <param name="blockBytes">The size past which a block is written out.</param>
internal sealed class BlockWriter(Stream stream, int blockBytes)
{
    private const int EntryHeadBytes = 4;

    private byte[] _block = new byte[BlockHead.Bytes + blockBytes];
    private int _length = BlockHead.Bytes;
    private Tick _first;
    private Tick _last;
    private int _tickCount;
    private bool _isKeyframe;

    /// <summary>Bytes appended to the stream so far.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>How many ticks wait to be written out.</summary>
    public int TickCount => _tickCount;

    /// <summary>Begins a keyframe, in a block of its own.</summary>
    /// <param name="tick">The tick that it is of.</param>
    public void AddKeyframe(Tick tick)
    {
        Flush();
        _isKeyframe = true;
        Add(EntryKind.Keyframe, [], tick);
    }

    /// <summary>Adds a snapshot.</summary>
    /// <param name="snapshot">Its bytes.</param>
    /// <param name="tick">The tick whose recording it belongs to.</param>
    public void AddSnapshot(ReadOnlySpan<byte> snapshot, Tick tick) => Add(EntryKind.Snapshot, snapshot, tick);

    /// <summary>Ends a tick.</summary>
    public void AddTick(Tick tick)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, tick.Value);
        Add(EntryKind.Tick, number, tick);
        _last = tick;
        _tickCount++;
    }

    /// <summary>Appends what was collected to the stream.</summary>
    /// <exception cref="IOException">The stream does not take it. What was collected is given up.</exception>
    public void Flush()
    {
        int bodyBytes = _length - BlockHead.Bytes;
        if (bodyBytes == 0) return;
        var head = new BlockHead(
            bodyBytes, _first, _last, _tickCount, _isKeyframe,
            Crc32.HashToUInt32(_block.AsSpan(BlockHead.Bytes, bodyBytes)));
        head.Write(_block);
        int bytes = _length;
        _length = BlockHead.Bytes;
        _tickCount = 0;
        _isKeyframe = false;
        stream.Write(_block.AsSpan(0, bytes));
        WrittenBytes += bytes;
    }

    private void Add(EntryKind kind, ReadOnlySpan<byte> body, Tick tick)
    {
        int bytes = EntryHeadBytes + body.Length;
        if (_length + bytes > _block.Length) Flush();
        if (_length == BlockHead.Bytes) _first = _last = tick;

        // A row wider than a whole block; the next of its size finds the room.
        if (_length + bytes > _block.Length) Array.Resize(ref _block, _length + bytes);
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(_length), (body.Length << 8) | (byte)kind);
        body.CopyTo(_block.AsSpan(_length + EntryHeadBytes));
        _length += bytes;
    }
}
