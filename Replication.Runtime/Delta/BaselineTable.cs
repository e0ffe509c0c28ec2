using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

// Sparse: memory follows the replicas in view and not the world.
//
//     _pages[row / 16]  ->  page  ->  16 baselines, priorities, weights of neighbouring rows
//
// A page that holds nothing any more is used again for other rows.

/// <summary>What one connection holds of each replica that concerns it, by row index.</summary>
internal sealed class BaselineTable
{
    /// <summary>Rows of a page: a quarter of a word of <see cref="RowBits"/>.</summary>
    public const int PageRows = 16;

    private readonly Stack<int> _free = [];
    private int[] _pages = [];
    private Baseline[] _baselines = [];
    private float[] _priorities = [];
    private float[] _weights = [];
    private ushort[] _users = [];
    private int _pageCount;

    /// <summary>The baseline of a row that the table has.</summary>
    public ref Baseline this[int index] => ref _baselines[PlaceOf(index)];

    /// <summary>What each place has gathered since it was last sent; see <see cref="PlaceOf"/>.</summary>
    public Span<float> Priorities => _priorities;

    /// <summary>What each place gathers in a tick.</summary>
    public Span<float> Weights => _weights;

    /// <summary>Bytes that the table has taken.</summary>
    public long Bytes => (_pages.Length * (long)sizeof(int))
        + (_baselines.Length * (long)(Unsafe.SizeOf<Baseline>() + (2 * sizeof(float))));

    /// <summary>Makes room for rows; the new ones hold nothing.</summary>
    public void Grow(int rowCount)
    {
        int pages = (rowCount + PageRows - 1) / PageRows;
        if (pages <= _pages.Length) return;
        int old = _pages.Length;
        Array.Resize(ref _pages, Math.Max(pages, old * 2));
        _pages.AsSpan(old).Fill(-1);
    }

    /// <summary>Whether the table has the row.</summary>
    public bool Has(int index) =>
        (uint)(index / PageRows) < (uint)_pages.Length && _pages[index / PageRows] is var page and >= 0
        && (_users[page] >> (index % PageRows) & 1) != 0;

    /// <summary>A row's place in <see cref="Priorities"/> and <see cref="Weights"/>; its page must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PlaceOf(int index) => (_pages[index / PageRows] * PageRows) + (index % PageRows);

    /// <summary>The baseline of a row; a new one holds nothing and weighs one.</summary>
    public ref Baseline Add(int index)
    {
        ref int page = ref _pages[index / PageRows];
        if (page < 0) page = _free.TryPop(out int free) ? free : NewPage();
        int place = (page * PageRows) + (index % PageRows);
        if ((_users[page] >> (index % PageRows) & 1) != 0) return ref _baselines[place];
        _users[page] |= (ushort)(1 << (index % PageRows));
        _baselines[place] = default;
        _priorities[place] = 0;
        _weights[place] = 1;
        return ref _baselines[place];
    }

    /// <summary>Forgets a row that the table has.</summary>
    public void Remove(int index)
    {
        ref int page = ref _pages[index / PageRows];
        _users[page] &= (ushort)~(1 << (index % PageRows));
        if (_users[page] != 0) return;
        _free.Push(page);
        page = -1;
    }

    /// <summary>The next row that the table has.</summary>
    /// <param name="index">Where to begin.</param>
    /// <returns>A row, <paramref name="index"/> or higher; -1 when there is none.</returns>
    public int Next(int index)
    {
        for (int run = index / PageRows; run < _pages.Length; run++, index = run * PageRows)
        {
            if (_pages[run] < 0) continue;
            int users = _users[_pages[run]] >> (index % PageRows);
            if (users != 0) return index + BitOperations.TrailingZeroCount(users);
        }

        return -1;
    }

    /// <summary>Forgets every row.</summary>
    public void Clear()
    {
        _pages.AsSpan().Fill(-1);
        _users.AsSpan().Clear();
        _free.Clear();
        _pageCount = 0;
    }

    /// <summary>Becomes the same as another.</summary>
    public void CopyFrom(BaselineTable other)
    {
        Grow(other._pages.Length * PageRows);
        _pages.AsSpan().Fill(-1);
        other._pages.CopyTo(_pages, 0);
        while (_pageCount < other._pageCount) NewPage();
        _pageCount = other._pageCount;
        int places = _pageCount * PageRows;
        other._baselines.AsSpan(0, places).CopyTo(_baselines);
        other._priorities.AsSpan(0, places).CopyTo(_priorities);
        other._weights.AsSpan(0, places).CopyTo(_weights);
        other._users.AsSpan(0, _pageCount).CopyTo(_users);
        _free.Clear();
        for (int page = 0; page < _pageCount; page++)
        {
            if (_users[page] == 0) _free.Push(page);
        }
    }

    private int NewPage()
    {
        int page = _pageCount++;
        if (page < _users.Length) return page;
        int capacity = Math.Max(4, _users.Length * 2);
        Array.Resize(ref _users, capacity);
        Array.Resize(ref _baselines, capacity * PageRows);
        Array.Resize(ref _priorities, capacity * PageRows);
        Array.Resize(ref _weights, capacity * PageRows);
        return page;
    }
}

/// <summary>What one connection holds of one replica: 20 bytes.</summary>
internal struct Baseline
{
    /// <summary>The tick of the packet that carried the acknowledged version.</summary>
    public Tick AckedAt;

    /// <summary>The tick in which the replica came into view, or left it.</summary>
    public Tick Since;

    /// <summary>The version that the connection acknowledged.</summary>
    public ushort AckedVersion;

    /// <summary>The version that it acknowledged before that.</summary>
    public ushort EarlierVersion;

    /// <summary>The version last sent.</summary>
    public ushort SentVersion;

    /// <summary>Which use of the row the connection was told of.</summary>
    public ushort Generation;

    public BaselineFlags Flags;

    /// <summary>The bits that the acknowledged version came without; zero where it came whole.</summary>
    public byte AckedCoarseBits;

    /// <summary>The bits that the version last sent went without.</summary>
    public byte SentCoarseBits;

    public readonly HeldVersions Held => new(
        AckedVersion, AckedAt, Has(BaselineFlags.Earlier) ? EarlierVersion : Cohort.NoBaseline, AckedCoarseBits);

    public readonly bool Has(BaselineFlags flag) => (Flags & flag) != 0;

    public void Set(BaselineFlags flag) => Flags |= flag;

    public void Clear(BaselineFlags flag) => Flags &= ~flag;
}

[Flags]
internal enum BaselineFlags : ushort
{
    None = 0,

    /// <summary>The connection was sent the replica, so it must be told when that is gone.</summary>
    Known = 1,

    /// <summary>AckedVersion is held.</summary>
    Acked = 2,

    /// <summary>SentVersion is under way or arrived.</summary>
    Sent = 4,

    /// <summary>The replica was despawned, and the connection has not acknowledged that.</summary>
    Gone = 8,

    /// <summary>EarlierVersion is held, and both it and the acknowledged version came whole.</summary>
    Earlier = 16,

    /// <summary>The replica is out of view, and the connection has not acknowledged that.</summary>
    Out = 32,

    /// <summary>The connection knows that it is out of view; what it held is remembered for its return.</summary>
    Left = 64,

    /// <summary>The connection receives all of the replica, which is its own; what it holds is of that.</summary>
    Whole = 128,

    /// <summary>The connection receives what the replica's team does; what it holds is of that.</summary>
    Team = 256,

    /// <summary>How much of the replica the connection receives; none of both: what everybody does.</summary>
    Share = Whole | Team,

    /// <summary>What the connection has yet to acknowledge of a replica that it sees no more.</summary>
    Ending = Gone | Out,
}
