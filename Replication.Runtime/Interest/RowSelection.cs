using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>
/// Candidates of a view's tick: all that it lacks in the order of rows, or those with the highest priority, highest
/// first. One object serves one view after the other.
/// </summary>
/// <remarks>
/// Of ten thousand rows a budget holds a few hundred, so the highest are kept in a heap: who is not among them costs
/// one comparison. Sorting all of them cost most of a millisecond a client (benchmark world, --near-first).
/// </remarks>
/// <param name="urgency">How much the tick changed each row.</param>
internal sealed class RowSelection(Urgency urgency)
{
    private int[] _rows = new int[256];
    private ulong[] _keys = new ulong[256];
    private int _capacity;
    private int _count;
    private int _next;

    /// <summary>Every row that the connection lacks, rising.</summary>
    public ReadOnlySpan<int> All(RowBits unsent)
    {
        int count = 0;
        ReadOnlySpan<ulong> words = unsent.Words;
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            if (word == 0) continue;
            if (count + RowBits.WordRows > _rows.Length) Array.Resize(ref _rows, _rows.Length * 2);
            for (; word != 0; word &= word - 1)
                _rows[count++] = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(word);
        }

        return _rows.AsSpan(0, count);
    }

    /// <summary>
    /// Lets every row that the view lacks gather priority, and begins to hand them out, highest first.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="count">A guess of how many will be wanted.</param>
    public void Begin(ClientView view, int count)
    {
        _capacity = count;
        if (_keys.Length < count) _keys = new ulong[Math.Max(count, _keys.Length * 2)];
        Collect<Gathering>(view, ulong.MaxValue);
    }

    /// <summary>The next candidate.</summary>
    /// <param name="view">The view.</param>
    /// <param name="index">Takes the row.</param>
    /// <returns>False when there is none any more.</returns>
    public bool TryNext(ClientView view, out int index)
    {
        if (_next == _count && _count == _capacity) Collect<Looking>(view, _keys[0]);
        index = -1;
        if (_next == _count) return false;
        index = (int)~(uint)_keys[_count - 1 - _next++];
        return true;
    }

    // The highest keys below one, rising. A key is a priority and then the row, so that equal priorities go by row, the
    // same on every machine, and no two keys are the same.
    private void Collect<TPass>(ClientView view, ulong below)
        where TPass : IPass
    {
        (_count, _next) = (0, 0);
        ulong least = 0;
        ReadOnlySpan<ulong> words = view.Unsent.Words;
        Span<float> priorities = view.Baselines.Priorities;
        ReadOnlySpan<float> weights = view.Baselines.Weights;
        ReadOnlySpan<float> factors = urgency.Factors;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong word = words[i]; word != 0; word &= word - 1)
            {
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(word);
                int place = view.Baselines.PlaceOf(index);
                if (TPass.Gathers) priorities[place] += weights[place] * factors[index];
                ulong key = ((ulong)BitConverter.SingleToUInt32Bits(priorities[place]) << 32) | (uint)~index;
                if (key > least && key < below) least = Keep(key);
            }
        }

        _keys.AsSpan(0, _count).Sort();
    }

    // Gives the key that the next has to be above: the least of those kept, once there are as many as wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Keep(ulong key)
    {
        if (_count < _capacity)
        {
            int child = _count++;
            while (child > 0 && _keys[(child - 1) / 2] > key)
            {
                _keys[child] = _keys[(child - 1) / 2];
                child = (child - 1) / 2;
            }

            _keys[child] = key;
            return _count < _capacity ? 0 : _keys[0];
        }

        int hole = 0;
        while (true)
        {
            int child = (hole * 2) + 1;
            if (child >= _count) break;
            if (child + 1 < _count && _keys[child + 1] < _keys[child]) child++;
            if (_keys[child] >= key) break;
            _keys[hole] = _keys[child];
            hole = child;
        }

        _keys[hole] = key;
        return _keys[0];
    }

    private interface IPass
    {
        static abstract bool Gathers { get; }
    }

    private struct Gathering : IPass
    {
        public static bool Gathers => true;
    }

    private struct Looking : IPass
    {
        public static bool Gathers => false;
    }
}
