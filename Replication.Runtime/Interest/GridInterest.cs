using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// A client sees what is near it. Replicas are kept in the cells of a grid; one that moves within its cell costs a
/// write, a viewer the cells within its reach. What has no position is seen by everybody.
/// </summary>
/// <remarks>Positions come from <see cref="ReplicationOptions.Positions"/>. For one server at a time.</remarks>
public sealed class GridInterest : IInterestPolicy
{
    private readonly GridOptions _options;
    private readonly GridCells _cells = new();
    private readonly RowBits _everywhere = new();
    private readonly float _enterSquared;
    private readonly float _leaveSquared;

    /// <summary>Makes an empty grid.</summary>
    /// <param name="options">How far clients see.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not within its limits.</exception>
    public GridInterest(GridOptions options)
    {
        options.Validate();
        _options = options;
        _enterSquared = options.EnterDistance * options.EnterDistance;
        _leaveSquared = options.LeaveDistance * options.LeaveDistance;
    }

    /// <inheritdoc/>
    public void Update(ReplicaTable replicas)
    {
        _cells.Grow(replicas.Count);
        _everywhere.Grow(replicas.Count);
        RemoveGone(replicas);
        foreach (int index in replicas.Changed)
        {
            bool hasPosition = replicas.TryGetPosition(index, out Vector3 position);
            if (hasPosition)
            {
                Vector2 place = InPlane(position);
                _cells.Put(index, CellOf(place), place);
                _everywhere.Reset(index);
                continue;
            }

            _cells.Remove(index);
            _everywhere.Set(index);
        }
    }

    /// <inheritdoc/>
    public void Choose(Viewer viewer, ReplicaTable replicas, ReplicaSet current, ReplicaSet chosen)
    {
        Vector2 eye = InPlane(viewer.Position);
        var reach = new Vector2(_options.LeaveDistance);
        GridCell first = CellOf(eye - reach);
        GridCell last = CellOf(eye + reach);
        chosen.Add(new ReplicaSet(_everywhere));
        for (int y = first.Y; y <= last.Y; y++)
        {
            for (int x = first.X; x <= last.X; x++)
            {
                GridCells.Block block = _cells.In(new GridCell(x, y));
                for (; !block.IsNone; block = _cells.After(block)) Choose(eye, block.Entries, current, chosen);
            }
        }
    }

    private void Choose(
        Vector2 eye, ReadOnlySpan<GridCells.Entry> entries, ReplicaSet current, ReplicaSet chosen)
    {
        foreach (ref readonly GridCells.Entry entry in entries)
        {
            float squared = Vector2.DistanceSquared(eye, entry.Place);
            if (squared <= _enterSquared || (squared <= _leaveSquared && current.Has(entry.Index)))
                chosen.Add(entry.Index);
        }
    }

    private void RemoveGone(ReplicaTable replicas)
    {
        ReadOnlySpan<ulong> present = _cells.Present.Words;
        ReadOnlySpan<ulong> alive = replicas.Alive.Words[..present.Length];
        for (int i = 0; i < present.Length; i++)
        {
            for (ulong gone = present[i] & ~alive[i]; gone != 0; gone &= gone - 1)
                _cells.Remove((i * RowBits.WordRows) + BitOperations.TrailingZeroCount(gone));
        }
    }

    private Vector2 InPlane(Vector3 position) =>
        new(position.X, _options.Plane == GridPlane.XZ ? position.Z : position.Y);

    // Far off, all is one cell at the edge: conversions of what is no whole number that fits saturate.
    private GridCell CellOf(Vector2 place) => new(
        (int)Math.Clamp(MathF.Floor(place.X / _options.CellSize), -GridCell.Limit, GridCell.Limit),
        (int)Math.Clamp(MathF.Floor(place.Y / _options.CellSize), -GridCell.Limit, GridCell.Limit));
}

/// <summary>A cell's place in its grid.</summary>
internal readonly record struct GridCell(int X, int Y)
{
    /// <summary>The farthest cell from the origin on each axis.</summary>
    public const int Limit = 1 << 20;
}
