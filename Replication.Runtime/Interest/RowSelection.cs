using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Candidates of one connection's tick: all that it lacks in the order of rows, or those with the highest priority,
/// highest first. One object serves one connection after the other.
/// </summary>
/// <param name="urgency">How much the tick changed each row.</param>
internal sealed class RowSelection(Urgency urgency)
{
    // Below this a priority is as good as none; the last pass takes whatever is left.
    private const float LeastThreshold = 1e-3f;

    private int[] _rows = new int[256];
    private ulong[] _keys = new ulong[256];
    private int _count;
    private int _next;
    private float _from;

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
    /// Lets every row that the connection lacks gather priority, and begins to hand them out, highest first.
    /// </summary>
    /// <param name="view">The connection's view.</param>
    /// <param name="threshold">A guess of the least priority that will be wanted; it saves sorting the others.</param>
    public void Begin(ClientView view, float threshold)
    {
        _from = threshold;
        _next = 0;
        _count = 0;
        Collect<Gathering>(view, float.NaN);
    }

    /// <summary>The next candidate.</summary>
    /// <param name="view">The connection's view.</param>
    /// <param name="index">Takes the row.</param>
    /// <param name="priority">Takes what it has gathered; infinite for the end of a replica.</param>
    /// <returns>False when there is none any more.</returns>
    public bool TryNext(ClientView view, out int index, out float priority)
    {
        while (_next == _count)
        {
            (index, priority) = (-1, 0);
            if (_from == 0) return false;
            float below = _from;
            _from = _from < LeastThreshold ? 0 : _from / 4;
            _next = 0;
            _count = 0;
            Collect<Looking>(view, below);
        }

        ulong key = _keys[_count - 1 - _next++];
        index = (int)~(uint)key;
        priority = BitConverter.UInt32BitsToSingle((uint)(key >> 32));
        return true;
    }

    // Equal priorities go by row, so that the order is the same on every machine.
    private void Collect<TPass>(ClientView view, float below)
        where TPass : IPass
    {
        ReadOnlySpan<ulong> words = view.Unsent.Words;
        Span<float> priorities = view.Baselines.Priorities;
        ReadOnlySpan<float> weights = view.Baselines.Weights;
        ReadOnlySpan<float> factors = urgency.Factors;
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            if (word == 0) continue;
            if (_count + RowBits.WordRows > _keys.Length) Array.Resize(ref _keys, _keys.Length * 2);
            for (; word != 0; word &= word - 1)
            {
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(word);
                int place = view.Baselines.PlaceOf(index);
                if (TPass.Gathers) priorities[place] += weights[place] * factors[index];
                float priority = priorities[place];
                if (priority >= _from && !(priority >= below))
                    _keys[_count++] = ((ulong)BitConverter.SingleToUInt32Bits(priority) << 32) | (uint)~index;
            }
        }

        _keys.AsSpan(0, _count).Sort();
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
