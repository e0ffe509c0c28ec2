using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>A recorded match, each snapshot against the one that the game itself took for its baseline.</summary>
/// <param name="recording">The recording.</param>
internal sealed class OpenArenaScene(OpenArenaRecording recording) : RecordedScene
{
    private readonly Dictionary<int, Entity> _entities = [];
    private readonly HashSet<int> _present = [];

    /// <inheritdoc/>
    public override SchemaTable Schema { get; } = new(ComponentCodec.Of<EntityState>());

    /// <inheritdoc/>
    public override int MaxReplicas => 2 * OpenArenaRecording.MaxEntities;

    /// <inheritdoc/>
    public override bool IsExact => true;

    /// <inheritdoc/>
    public override int FrameCount => recording.Snapshots.Count;

    /// <inheritdoc/>
    public override int AgeOf(int frame)
    {
        OpenArenaRecording.Snapshot snapshot = recording.Snapshots[frame];
        if (snapshot.DeltaDistance <= 0) return 0;
        int age = 1;
        while (age < frame && snapshot.Sequence - recording.Snapshots[frame - age].Sequence < snapshot.DeltaDistance)
            age++;
        return age;
    }

    /// <inheritdoc/>
    public override void Show(int frame, WorldStore world)
    {
        if (frame == 0) _entities.Clear();
        OpenArenaRecording.Snapshot snapshot = recording.Snapshots[frame];
        _present.Clear();
        for (int i = 0; i < snapshot.Count; i++)
        {
            int number = snapshot.NumberOf(i);
            _present.Add(number);
            if (_entities.TryGetValue(number, out Entity entity))
                world.Get<EntityState>(entity) = snapshot.StateOf(i);
            else
                _entities.Add(number, world.Create(snapshot.StateOf(i)));
        }

        foreach (int number in _entities.Keys.Where(number => !_present.Contains(number)).ToArray())
        {
            world.Destroy(_entities[number]);
            _entities.Remove(number);
        }
    }
}
