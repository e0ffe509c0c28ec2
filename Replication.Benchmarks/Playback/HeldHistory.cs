using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// What a reader held of each row after each of the last frames: what a connection's table says of acknowledgements,
/// for any age of them.
/// </summary>
internal sealed class HeldHistory
{
    private const int Frames = 128;

    private readonly Held[][] _frames = [.. Enumerable.Repeat(Array.Empty<Held>(), Frames)];

    /// <summary>Notes what a reader holds that took everything up to a tick.</summary>
    public void Note(RowTable rows, Tick tick)
    {
        ref Held[] held = ref _frames[tick.Value % Frames];
        if (held.Length < rows.Count) held = new Held[rows.MaxRows];
        for (int index = 0; index < rows.Count; index++)
        {
            ref Row row = ref rows[index];
            held[index] = row.State == RowState.Alive
                ? new Held(row.Version, row.Generation, row.ChangedAt)
                : default;
        }
    }

    /// <summary>What is held of a row by who took everything up to the packet's baseline.</summary>
    /// <returns>False when nothing is.</returns>
    public bool TryGet(int index, in Row row, SnapshotTicks ticks, out HeldVersions versions)
    {
        versions = default;
        if (!TryGet(index, row, ticks.Baseline, out Held held)) return false;
        bool hasEarlier = TryGet(index, row, ticks.Earlier, out Held earlier) && ticks.EarlierDistance > 0;
        versions = new HeldVersions(
            held.Version, held.ChangedAt, hasEarlier ? earlier.Version : Cohort.NoBaseline);
        return true;
    }

    private bool TryGet(int index, in Row row, Tick tick, out Held held)
    {
        Held[] frame = _frames[tick.Value % Frames];
        held = index < frame.Length ? frame[index] : default;
        return held.Generation == row.Generation;
    }

    // Generation zero is none: the row was not in use.
    private readonly record struct Held(ushort Version, ushort Generation, Tick ChangedAt);
}
