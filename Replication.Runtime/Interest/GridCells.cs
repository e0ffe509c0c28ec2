using System.Numerics;

namespace Replication.Runtime;

// Cell -> its newest block of 16 entries -> the block before -> ...
//
// Only a cell's newest block may have room. Who is taken out is replaced by the newest entry, so that cells stay dense
// and who looks into one reads memory in a row. A block that is empty is used again for any cell.

/// <summary>Which rows are in which cell of a grid, with where they are.</summary>
internal sealed class GridCells
{
    private const int BlockEntries = 16;
    private const int None = -1;

    private readonly Dictionary<GridCell, int> _newestOfCell = [];
    private readonly Stack<int> _free = [];
    private Entry[] _entries = [];
    private CellBlock[] _heads = [];
    private int _blockCount;
    private int[] _slotOfRow = [];

    /// <summary>Rows that are in a cell.</summary>
    public RowBits Present { get; } = new();

    /// <summary>Makes room for rows.</summary>
    public void Grow(int rowCount)
    {
        Present.Grow(rowCount);
        if (_slotOfRow.Length < rowCount) Array.Resize(ref _slotOfRow, Math.Max(rowCount, _slotOfRow.Length * 2));
    }

    /// <summary>Puts a row into a cell, out of the one it was in.</summary>
    public void Put(int index, GridCell cell, Vector2 place)
    {
        if (Present.Has(index))
        {
            int slot = _slotOfRow[index];
            if (_heads[slot / BlockEntries].Cell == cell)
            {
                _entries[slot].Place = place;
                return;
            }

            Remove(index);
        }

        if (!_newestOfCell.TryGetValue(cell, out int block) || _heads[block].Count == BlockEntries)
            _newestOfCell[cell] = block = NewBlock(cell, _newestOfCell.GetValueOrDefault(cell, None));
        int added = (block * BlockEntries) + _heads[block].Count++;
        _entries[added] = new Entry { Index = index, Place = place };
        _slotOfRow[index] = added;
        Present.Set(index);
    }

    /// <summary>Takes a row out of its cell, if it is in one.</summary>
    public void Remove(int index)
    {
        if (!Present.Has(index)) return;
        Present.Reset(index);
        int slot = _slotOfRow[index];
        GridCell cell = _heads[slot / BlockEntries].Cell;
        int newest = _newestOfCell[cell];
        Entry last = _entries[(newest * BlockEntries) + --_heads[newest].Count];
        if (last.Index != index)
        {
            _entries[slot] = last;
            _slotOfRow[last.Index] = slot;
        }

        if (_heads[newest].Count > 0) return;
        _free.Push(newest);
        if (_heads[newest].Previous == None)
            _newestOfCell.Remove(cell);
        else
            _newestOfCell[cell] = _heads[newest].Previous;
    }

    /// <summary>A cell's first block.</summary>
    public Block In(GridCell cell) => At(_newestOfCell.GetValueOrDefault(cell, None));

    /// <summary>The block after another of the same cell.</summary>
    public Block After(Block block) => At(_heads[block.Number].Previous);

    private Block At(int block) => block == None
        ? new Block(None, [])
        : new Block(block, _entries.AsSpan(block * BlockEntries, _heads[block].Count));

    private int NewBlock(GridCell cell, int previous)
    {
        if (!_free.TryPop(out int block))
        {
            block = _blockCount++;
            if (block == _heads.Length)
            {
                Array.Resize(ref _heads, Math.Max(16, block * 2));
                Array.Resize(ref _entries, _heads.Length * BlockEntries);
            }
        }

        _heads[block] = new CellBlock { Cell = cell, Previous = previous };
        return block;
    }

    /// <summary>A row in a cell.</summary>
    public struct Entry
    {
        public Vector2 Place;
        public int Index;
    }

    /// <summary>Up to 16 rows of one cell.</summary>
    public readonly ref struct Block(int number, ReadOnlySpan<Entry> entries)
    {
        public int Number { get; } = number;

        public ReadOnlySpan<Entry> Entries { get; } = entries;

        public bool IsNone => Number < 0;
    }

    private struct CellBlock
    {
        public GridCell Cell;
        public int Previous;
        public int Count;
    }
}
