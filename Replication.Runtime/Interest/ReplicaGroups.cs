using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// Replicas that clients see change together. A row stays in its group past its end, so that this too is told together,
/// until another replica has the row.
/// </summary>
/// <param name="maxMembers">The most replicas of a group.</param>
internal sealed class ReplicaGroups(int maxMembers)
{
    private readonly List<List<int>> _members = [];
    private readonly Stack<int> _free = [];
    private int[] _groupOf = [];
    private int _count;

    /// <summary>The rows that are in a group.</summary>
    public RowBits Grouped { get; } = new();

    /// <summary>Whether there is no group.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The most replicas of a group.</summary>
    public int MaxMembers => maxMembers;

    /// <summary>Makes room for rows; the new ones are in no group.</summary>
    public void Grow(int rowCount)
    {
        Grouped.Grow(rowCount);
        int known = _groupOf.Length;
        if (rowCount <= known) return;
        Array.Resize(ref _groupOf, Math.Max(rowCount, known * 2));
        _groupOf.AsSpan(known).Fill(-1);
    }

    /// <summary>The rows of a row's group, rising.</summary>
    public ReadOnlySpan<int> MembersOf(int index) => CollectionsMarshal.AsSpan(_members[_groupOf[index]]);

    /// <summary>Puts a row into the group of another, which has one from then on.</summary>
    /// <returns>False when the group has no room.</returns>
    public bool TryJoin(int index, int leader)
    {
        if (index == leader || (Grouped.Has(index) && _groupOf[index] == _groupOf[leader])) return true;
        if (Grouped.Has(leader) && _members[_groupOf[leader]].Count >= maxMembers) return false;
        Leave(index);
        if (!Grouped.Has(leader)) Add(leader, Rent());
        Add(index, _groupOf[leader]);
        return true;
    }

    /// <summary>Takes a row out of its group. One replica is no group.</summary>
    public void Leave(int index)
    {
        if (!Grouped.Has(index)) return;
        int group = _groupOf[index];
        Remove(index);
        if (_members[group].Count > 1) return;
        Remove(_members[group][0]);
        _free.Push(group);
        _count--;
    }

    private int Rent()
    {
        _count++;
        if (_free.TryPop(out int free)) return free;
        _members.Add(new List<int>(4));
        return _members.Count - 1;
    }

    private void Add(int index, int group)
    {
        List<int> members = _members[group];
        members.Insert(~members.BinarySearch(index), index);
        _groupOf[index] = group;
        Grouped.Set(index);
    }

    private void Remove(int index)
    {
        _members[_groupOf[index]].Remove(index);
        _groupOf[index] = -1;
        Grouped.Reset(index);
    }
}
