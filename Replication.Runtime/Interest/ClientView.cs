using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// What connections that hold the same are to know: which replicas they may see, of which they lack the newest state,
/// and what they hold of each. A tick costs a few loads for each 64 rows, and work for what changed in view.
/// </summary>
/// <param name="rows">The rows.</param>
internal sealed class ClientView(RowTable rows)
{
    /// <summary>What the connection holds, of rows in view and of those whose end it does not know yet.</summary>
    public BaselineTable Baselines { get; } = new();

    /// <summary>The rows in view.</summary>
    public RowBits InView { get; } = new();

    /// <summary>Rows of which something is to be sent that is not under way.</summary>
    public RowBits Unsent { get; } = new();

    /// <summary>Rows of which the newest state, or the end, was not acknowledged.</summary>
    public RowBits Unacked { get; } = new();

    /// <summary>How many connections have this view.</summary>
    public int UserCount { get; set; } = 1;

    /// <summary>How many replicas are in view.</summary>
    public int Count { get; private set; }

    /// <summary>A guess of the least priority that the next tick will want.</summary>
    public float Threshold { get; set; }

    /// <summary>A guess of the bits that a record's index costs where not everything goes.</summary>
    public int GapBits { get; set; }

    /// <summary>Takes in what a tick changed.</summary>
    /// <param name="wanted">The rows that should be in view.</param>
    /// <param name="changed">The rows whose state changed.</param>
    /// <param name="tick">The tick.</param>
    public void Update(RowBits wanted, RowBits changed, Tick tick)
    {
        Grow();
        Admit(wanted, tick);
        MarkChanged(changed);
    }

    /// <summary>Notes that a row's state goes with the packet that is being written.</summary>
    public void MarkSent(int index)
    {
        ref Baseline baseline = ref Baselines[index];
        ref Row row = ref rows[index];
        if (!baseline.Has(BaselineFlags.Known)) Interlocked.Add(ref row.KnownBy, UserCount);
        baseline.Set(BaselineFlags.Known | BaselineFlags.Sent);
        baseline.SentVersion = row.Version;
        Unsent.Reset(index);
        Baselines.Priorities[Baselines.PlaceOf(index)] = 0;
    }

    /// <summary>Notes that a row's end goes with the packet that is being written.</summary>
    public void MarkEndSent(int index) => Unsent.Reset(index);

    /// <summary>Notes that something of a row must go, again or after all.</summary>
    public void MarkUnsent(int index)
    {
        Unsent.Set(index);
        Unacked.Set(index);
    }

    /// <summary>Notes that the connection has all there is of a row.</summary>
    public void MarkAcked(int index)
    {
        Unsent.Reset(index);
        Unacked.Reset(index);
    }

    /// <summary>Ends what the connection holds of a row, and the row where it was the last to know of it.</summary>
    public void Forget(int index)
    {
        bool isKnown = Baselines[index].Has(BaselineFlags.Known);
        Baselines.Remove(index);
        MarkAcked(index);
        if (isKnown && Interlocked.Add(ref rows[index].KnownBy, -UserCount) == 0
            && rows[index].State == RowState.Tombstone) rows.Free(index);
    }

    /// <summary>Becomes the same as another view, for as many connections as it is told to.</summary>
    public void CopyFrom(ClientView other)
    {
        Baselines.CopyFrom(other.Baselines);
        InView.CopyFrom(other.InView);
        Unsent.CopyFrom(other.Unsent);
        Unacked.CopyFrom(other.Unacked);
        (Count, Threshold, GapBits) = (other.Count, other.Threshold, other.GapBits);
    }

    /// <summary>Lets one connection of several go: no row waits for it any more.</summary>
    public void DropUser()
    {
        UserCount--;
        for (int index = Baselines.Next(0); index >= 0; index = Baselines.Next(index + 1))
        {
            if (Baselines[index].Has(BaselineFlags.Known)) Interlocked.Decrement(ref rows[index].KnownBy);
        }
    }

    /// <summary>Forgets every row, which the last connection knew of.</summary>
    public void Close()
    {
        for (int index = Baselines.Next(0); index >= 0; index = Baselines.Next(index + 1)) Forget(index);
        Reset();
    }

    /// <summary>Becomes as new; whoever had the view has another.</summary>
    public void Reset()
    {
        Baselines.Clear();
        InView.Clear();
        Unsent.Clear();
        Unacked.Clear();
        (Count, Threshold, GapBits, UserCount) = (0, 0, 0, 1);
    }

    private void Grow()
    {
        Baselines.Grow(rows.Count);
        InView.Grow(rows.Count);
        Unsent.Grow(rows.Count);
        Unacked.Grow(rows.Count);
    }

    private void Admit(RowBits wanted, Tick tick)
    {
        Span<ulong> inView = InView.Words;
        ReadOnlySpan<ulong> target = wanted.Words[..inView.Length];
        if (target.SequenceEqual(inView)) return;
        for (int i = 0; i < target.Length; i++)
        {
            for (ulong left = inView[i] & ~target[i]; left != 0; left &= left - 1)
                Leave((i * RowBits.WordRows) + BitOperations.TrailingZeroCount(left), tick);
            for (ulong entered = target[i] & ~inView[i]; entered != 0; entered &= entered - 1)
                Enter((i * RowBits.WordRows) + BitOperations.TrailingZeroCount(entered), tick);
        }
    }

    private void Enter(int index, Tick tick)
    {
        ref Baseline baseline = ref Baselines.Add(index);
        baseline.Generation = rows[index].Generation;
        baseline.Since = tick;
        InView.Set(index);
        MarkUnsent(index);
        Count++;
    }

    private void Leave(int index, Tick tick)
    {
        InView.Reset(index);
        Count--;
        ref Baseline baseline = ref Baselines[index];
        if (!baseline.Has(BaselineFlags.Known))
        {
            Baselines.Remove(index);
            MarkAcked(index);
            return;
        }

        baseline.Set(BaselineFlags.Gone);
        baseline.Clear(BaselineFlags.Sent);
        baseline.Since = tick;
        MarkUnsent(index);
        Baselines.Priorities[Baselines.PlaceOf(index)] = float.PositiveInfinity;
    }

    private void MarkChanged(RowBits changed)
    {
        ReadOnlySpan<ulong> inView = InView.Words;
        ReadOnlySpan<ulong> words = changed.Words;
        Span<ulong> unsent = Unsent.Words[..words.Length];
        Span<ulong> unacked = Unacked.Words[..words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            ulong due = words[i] & inView[i];
            unsent[i] |= due;
            unacked[i] |= due;
        }
    }
}
