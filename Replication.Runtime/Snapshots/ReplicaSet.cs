using System.Numerics;

namespace Replication.Runtime;

/// <summary>A set of replicas by index. A view: it holds while the call that it was given to lasts.</summary>
public readonly struct ReplicaSet
{
    private readonly RowBits _bits;

    internal ReplicaSet(RowBits bits) => _bits = bits;

    /// <summary>Whether a replica is in the set.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>False also where there is no such replica.</returns>
    public bool Has(int index) => _bits.Has(index);

    /// <summary>Adds a replica.</summary>
    /// <param name="index">The index of a replica that is there.</param>
    public void Add(int index) => _bits.Set(index);

    /// <summary>Adds all replicas of another set.</summary>
    /// <param name="other">The other set.</param>
    public void Add(ReplicaSet other) => _bits.Add(other._bits);

    /// <summary>The indices, rising.</summary>
    /// <returns>An enumerator that allocates nothing.</returns>
    public Enumerator GetEnumerator() => new(_bits);

    /// <summary>Walks a set.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<ulong> _words;
        private ulong _left;
        private int _word;

        internal Enumerator(RowBits bits)
        {
            _words = bits.Words;
            _word = -1;
        }

        /// <summary>The index of a replica.</summary>
        public int Current { get; private set; }

        /// <summary>Goes on to the next replica.</summary>
        /// <returns>False after the last.</returns>
        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word >= _words.Length) return false;
                _left = _words[_word];
            }

            Current = (_word * RowBits.WordRows) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
