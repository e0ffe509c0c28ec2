using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

// Old words of rows, in one ring of words; an entry goes in when its words are superseded and out when it has left the
// window. Memory follows what changed within the window, not rows x window.
//
//     | header | words ... | header | words ... |        positions count on for ever, places are modulo capacity
//       `-> previous entry of the same row, and the one before it whose number is a multiple of eight
//
// An entry never straddles the ring's end: where it would, a filler does. Each entry looked at is a cache miss; by
// strides of eight, 64 ticks of changes are 16 at most (a third off a tick of benchmark world, --near-first).

/// <summary>The versions of rows before their newest, as long as someone may still hold them as a baseline.</summary>
/// <param name="windowTicks">How long after it was superseded a version stays, in ticks.</param>
/// <param name="maxBytes">
/// The most memory; when it is full the oldest versions go early, which costs full sends.
/// </param>
internal sealed class VersionLog(int windowTicks, int maxBytes)
{
    /// <summary>The position of no entry.</summary>
    public const long None = -1;

    private const int Stride = 8;

    private static readonly int HeaderWords = Unsafe.SizeOf<Header>() / sizeof(uint);

    private readonly List<RowLayout?> _layouts = [];
    private readonly Dictionary<RowLayout, int> _indexOfLayout = [];
    private uint[] _ring = new uint[1024];
    private long _tail;
    private long _head;

    /// <summary>Words in use, fillers included.</summary>
    public long UsedWords => _head - _tail;

    /// <summary>Keeps a row's newest words, which are about to be superseded.</summary>
    /// <param name="row">The row; its chain is extended.</param>
    /// <param name="words">Its words.</param>
    /// <param name="until">The tick from which other words hold.</param>
    public void Push(ref Row row, ReadOnlySpan<uint> words, Tick until)
    {
        row.History = Append(row.Layout!, words, row.Version, row.ChangedAt, until, row.History);
        if (row.Landmark >= _tail) HeaderAt(row.History).LandmarkWords = (uint)(row.History - row.Landmark);
        if (row.Version % Stride == 0) row.Landmark = row.History;
    }

    /// <summary>Keeps words that arrived after newer ones did.</summary>
    /// <param name="row">The row, whose newest words are later than these.</param>
    /// <param name="layout">The words' layout.</param>
    /// <param name="words">The words.</param>
    /// <param name="from">The tick they are of.</param>
    public void Insert(ref Row row, RowLayout layout, ReadOnlySpan<uint> words, Tick from)
    {
        long next = None;
        long previous = row.History;
        Tick until = row.ChangedAt;
        while (previous >= _tail && HeaderAt(previous).From.IsNewerThan(from))
        {
            next = previous;
            until = HeaderAt(previous).From;
            previous = HeaderAt(previous).Previous;
        }

        if (previous >= _tail && HeaderAt(previous).From == from) return;
        long position = Append(layout, words, 0, from, until, previous);
        if (next >= _tail)
            HeaderAt(next).Previous = position;
        else if (next == None)
            row.History = position;
    }

    /// <summary>Finds a row's version by its number.</summary>
    public bool TryFind(scoped in Row row, ushort version, out Version found)
    {
        // A row changes once a tick at most, so what so many others came after has left the window. Walking a chain of
        // as many to find that out costs more than the full state that follows (3 us; benchmark world, --near-first).
        bool isInWindow = (ushort)(row.Version - version) <= windowTicks + 1;
        found = default;
        return isInWindow && TryFind(row.History, version, out found);
    }

    /// <summary>Finds what a row's newest words superseded.</summary>
    public bool TryFindNewest(scoped in Row row, out Version found)
    {
        found = row.History >= _tail ? At(row.History) : default;
        return row.History >= _tail;
    }

    /// <summary>The same among the versions of a chain from one on.</summary>
    /// <param name="position">A row's <see cref="Row.History"/> or a version's <see cref="Version.Previous"/>.</param>
    /// <param name="version">The number.</param>
    /// <param name="found">Takes the version.</param>
    /// <returns>False when it is there no more.</returns>
    public bool TryFind(long position, ushort version, out Version found)
    {
        while (position >= _tail)
        {
            ref Header header = ref HeaderAt(position);
            if (header.Number == version)
            {
                found = At(position);
                return true;
            }

            int behind = (ushort)(header.Number - version);
            int toLandmark = ((header.Number - 1) & (Stride - 1)) + 1;
            position = behind >= toLandmark && header.LandmarkWords > 0
                ? position - header.LandmarkWords
                : header.Previous;
        }

        found = default;
        return false;
    }

    /// <summary>Finds the newest version that is not later than a tick.</summary>
    public bool TryFindAsOf(scoped in Row row, Tick tick, out Version found) =>
        TryFindAsOf(row.History, tick, out found);

    /// <summary>The same among the versions of a chain from one on.</summary>
    /// <param name="position">A row's <see cref="Row.History"/> or a version's <see cref="Version.Previous"/>.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="found">Takes the version.</param>
    /// <returns>False when there is none any more.</returns>
    public bool TryFindAsOf(long position, Tick tick, out Version found)
    {
        for (; position >= _tail; position = HeaderAt(position).Previous)
        {
            if (HeaderAt(position).From.IsNewerThan(tick)) continue;
            found = At(position);
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>Lets go of versions that were superseded before the window.</summary>
    /// <param name="now">The tick at the window's end.</param>
    public void Trim(Tick now)
    {
        Tick oldest = now.Before(windowTicks);
        while (_tail < _head && oldest.IsNewerThan(HeaderAt(_tail).Until)) DropOldest();
    }

    private long Append(RowLayout layout, ReadOnlySpan<uint> words, ushort number, Tick from, Tick until, long previous)
    {
        // Even lengths keep every header aligned to its eight-byte field.
        int size = (HeaderWords + words.Length + 1) & ~1;
        MakeRoom(size, until);

        // A rest that has no room for a filler's header belongs to this entry.
        int rest = _ring.Length - Place(_head) - size;
        if (rest < HeaderWords) size += rest;
        long position = _head;
        _head += size;
        HeaderAt(position) = new Header
        {
            Previous = previous,
            From = from,
            Until = until,
            Layout = IndexOf(layout),
            Size = size,
            Number = number,
        };
        words.CopyTo(_ring.AsSpan(Place(position) + HeaderWords));
        return position;
    }

    // Sees to it that an entry fits at the head, whole.
    private void MakeRoom(int size, Tick until)
    {
        while (true)
        {
            int toEnd = _ring.Length - Place(_head);
            int filler = toEnd < size ? toEnd : 0;
            if (_head - _tail + filler + size + HeaderWords <= _ring.Length)
            {
                if (filler > 0) HeaderAt(_head) = new Header { Size = filler, Until = until };
                _head += filler;
                return;
            }

            if (_ring.Length * 2L * sizeof(uint) <= maxBytes || _tail == _head)
                Grow();
            else
                DropOldest();
        }
    }

    private void DropOldest() => _tail += HeaderAt(_tail).Size;

    // Entries keep their positions: a run within one lap of the small ring is a run within one lap of the large.
    private void Grow()
    {
        var larger = new uint[_ring.Length * 2];
        for (long position = _tail; position < _head;)
        {
            int run = (int)Math.Min(_head - position, _ring.Length - Place(position));
            _ring.AsSpan(Place(position), run).CopyTo(larger.AsSpan((int)(position & (larger.Length - 1))));
            position += run;
        }

        _ring = larger;
    }

    private int Place(long position) => (int)(position & (_ring.Length - 1));

    private ref Header HeaderAt(long position) =>
        ref MemoryMarshal.AsRef<Header>(MemoryMarshal.AsBytes(_ring.AsSpan(Place(position), HeaderWords)));

    private Version At(long position)
    {
        ref Header header = ref HeaderAt(position);
        RowLayout layout = _layouts[header.Layout]!;
        return new Version(
            header.Number, layout, _ring.AsSpan(Place(position) + HeaderWords, layout.WordCount), header.From,
            header.Until, header.Previous);
    }

    private int IndexOf(RowLayout layout)
    {
        if (_indexOfLayout.TryGetValue(layout, out int index)) return index;
        _layouts.Add(layout);
        return _indexOfLayout[layout] = _layouts.Count - 1;
    }

    /// <summary>Words as they were from one tick until before another.</summary>
    public readonly ref struct Version(
        ushort number, RowLayout layout, ReadOnlySpan<uint> words, Tick from, Tick until, long previous)
    {
        /// <summary>The row's count of changes then; zero on the receiving side, which does not count.</summary>
        public ushort Number { get; } = number;

        public RowLayout Layout { get; } = layout;

        public ReadOnlySpan<uint> Words { get; } = words;

        public Tick From { get; } = from;

        public Tick Until { get; } = until;

        /// <summary>The position of the version before it, or of one that is there no more.</summary>
        public long Previous { get; } = previous;
    }

    private struct Header
    {
        public long Previous;
        public Tick From;
        public Tick Until;
        public int Layout;
        public int Size;
        public uint LandmarkWords;
        public ushort Number;
    }
}
