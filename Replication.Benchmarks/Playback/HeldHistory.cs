using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// What a reader held of each row after each of the last frames: what a connection's table says of acknowledgements,
/// for any age of them.
/// </summary>
internal sealed class HeldHistory
{
    private const int Frames = 128;

    private readonly List<Held>[] _frames = [.. Enumerable.Range(0, Frames).Select(static _ => new List<Held>())];

    /// <summary>Notes what a reader holds that took everything up to a tick.</summary>
    public void Note(RowTable rows, Tick tick)
    {
        List<Held> held = _frames[tick.Value % Frames];
        held.Clear();
        for (int index = 0; index < rows.Count; index++)
        {
            ref Row row = ref rows[index];
            held.Add(row.State == RowState.Alive
                ? new Held(row.Version, row.Generation, row.ChangedAt)
                : default);
        }
    }

    /// <summary>What is held of a row by who took everything up to the packet's baseline, or nothing.</summary>
    public HeldVersions? Of(int index, in Row row, SnapshotTicks ticks)
    {
        if (At(index, row, ticks.Baseline) is not { } held) return null;
        Held? earlier = ticks.EarlierDistance > 0 ? At(index, row, ticks.Earlier) : null;
        return new HeldVersions(held.Version, held.ChangedAt, earlier?.Version ?? Cohort.NoBaseline);
    }

    private Held? At(int index, in Row row, Tick tick)
    {
        List<Held> frame = _frames[tick.Value % Frames];
        return index < frame.Count && frame[index].Generation == row.Generation ? frame[index] : null;
    }

    // Generation zero is none: the row was not in use.
    private readonly record struct Held(ushort Version, ushort Generation, Tick ChangedAt);
}
