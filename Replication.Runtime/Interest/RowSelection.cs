using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    private const int Lanes = 8;

    // How much of the bar is left where it turned out too high.
    private const float BarFall = 0.95f;

    private int[] _rows = new int[256];
    private ulong[] _keys = new ulong[256];
    private int _capacity;
    private int _count;
    private int _next;
    private ulong _floor;

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
        Collect<Gathering>(view, KeyOf(view.PriorityBar), ulong.MaxValue);

        // Who is below where the last tick's highest ended is not even compared with them: a guess, put right each
        // tick, on which nothing depends but the time that it takes.
        view.PriorityBar = _count == _capacity ? PriorityOf(_keys[0]) : view.PriorityBar * BarFall;
    }

    /// <summary>The next candidate.</summary>
    /// <param name="view">The view.</param>
    /// <param name="index">Takes the row.</param>
    /// <returns>False when there is none any more.</returns>
    public bool TryNext(ClientView view, out int index)
    {
        if (_next == _count)
        {
            if (_count == _capacity)
                Collect<Looking>(view, 0, _keys[0]);
            else if (_floor > 0)
                Collect<Looking>(view, 0, _floor + 1);
        }

        index = -1;
        if (_next == _count) return false;
        index = (int)~(uint)_keys[_count - 1 - _next++];
        return true;
    }

    // The highest keys above a floor and below one, rising. A key is a priority and then the row, so that equal
    // priorities go by row, the same on every machine, and no two keys are the same. Eight rows gather and are compared
    // at a time, a third of the time of one by one (benchmark world, --near-first); who is not sent lets the others be.
    private void Collect<TPass>(ClientView view, ulong floor, ulong below)
        where TPass : IPass
    {
        (_count, _next, _floor) = (0, 0, floor);
        ulong least = floor;
        ReadOnlySpan<ulong> words = view.Unsent.Words;
        ref float priorities = ref MemoryMarshal.GetReference(view.Baselines.Priorities);
        ref float weights = ref MemoryMarshal.GetReference(view.Baselines.Weights);
        ref float factors = ref MemoryMarshal.GetReference(urgency.Factors);
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            for (int index = i * RowBits.WordRows; word != 0; word >>= BaselineTable.PageRows)
            {
                uint users = (ushort)word;
                int place = users == 0 ? 0 : view.Baselines.PlaceOf(index);
                for (int lane = 0; users != 0; users >>= Lanes, lane += Lanes)
                {
                    if ((byte)users == 0) continue;
                    ref float priority = ref Unsafe.Add(ref priorities, place + lane);
                    Vector256<float> now = Vector256.LoadUnsafe(ref priority);
                    if (TPass.Gathers)
                    {
                        now += Chosen((byte)users) & (Vector256.LoadUnsafe(ref weights, (nuint)(place + lane))
                            * Vector256.LoadUnsafe(ref factors, (nuint)(index + lane)));
                        now.StoreUnsafe(ref priority);
                    }

                    Vector256<float> bar = Vector256.Create(PriorityOf(least));
                    uint above = (byte)users & Vector256.GreaterThanOrEqual(now, bar).ExtractMostSignificantBits();
                    if (above != 0) least = KeepAbove(above, index + lane, ref priority, least, below);
                }

                index += BaselineTable.PageRows;
            }
        }

        _keys.AsSpan(0, _count).Sort();
    }

    private ulong KeepAbove(uint above, int index, ref float priority, ulong least, ulong below)
    {
        for (; above != 0; above &= above - 1)
        {
            int lane = BitOperations.TrailingZeroCount(above);
            ulong key = KeyOf(Unsafe.Add(ref priority, lane)) | (uint)~(index + lane);
            if (key > least && key < below) least = Keep(key);
        }

        return least;
    }

    // All bits of a lane where its row's bit is set.
    private static Vector256<float> Chosen(uint users)
    {
        Vector256<uint> ofLane = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        return Vector256.Equals(Vector256.Create(users) & ofLane, ofLane).AsSingle();
    }

    private static ulong KeyOf(float priority) => (ulong)BitConverter.SingleToUInt32Bits(priority) << 32;

    private static float PriorityOf(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

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
            return _count < _capacity ? _floor : _keys[0];
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
