namespace Replication.Runtime;

/// <summary>Where the blocks of a recording are and which ticks they hold: what their heads say.</summary>
internal sealed class ReplayIndex
{
    private readonly List<Block> _blocks = [];

    /// <summary>How many whole blocks there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>The first block that begins with a keyframe; -1 where there is none.</summary>
    public int FirstKeyframe => _blocks.FindIndex(static block => block.Head.IsKeyframe);

    /// <summary>The newest tick that a block ends; that of the first keyframe where none does.</summary>
    public Tick LastTick { get; private set; }

    /// <summary>Whether a tick is ended at all.</summary>
    public bool HasTick { get; private set; }

    public Block this[int index] => _blocks[index];

    /// <summary>Walks the heads from the stream's position to the last whole block.</summary>
    public static ReplayIndex Read(Stream stream)
    {
        var index = new ReplayIndex();
        Span<byte> bytes = stackalloc byte[BlockHead.Bytes];
        long end = stream.Length;
        while (stream.Position + BlockHead.Bytes <= end)
        {
            stream.ReadExactly(bytes);
            if (!BlockHead.TryRead(bytes, out BlockHead head) || stream.Position + head.BodyBytes > end) break;
            index.Add(new Block(head, stream.Position));
            stream.Seek(head.BodyBytes, SeekOrigin.Current);
        }

        return index;
    }

    /// <summary>The block of the last keyframe that is not later than a tick; the first where all are.</summary>
    public int KeyframeBefore(Tick tick)
    {
        for (int i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].Head.IsKeyframe && !_blocks[i].Head.First.IsNewerThan(tick)) return i;
        }

        return FirstKeyframe;
    }

    /// <summary>
    /// The next block from one on that begins with a keyframe; <see cref="Count"/> where there is none.
    /// </summary>
    public int KeyframeFrom(int index)
    {
        while (index < _blocks.Count && !_blocks[index].Head.IsKeyframe) index++;
        return index;
    }

    private void Add(Block block)
    {
        _blocks.Add(block);
        if (block.Head.TickCount == 0) return;
        HasTick = true;
        LastTick = block.Head.Last;
    }

    /// <summary>A block and where its entries begin in the stream.</summary>
    public readonly record struct Block(BlockHead Head, long Offset);
}
