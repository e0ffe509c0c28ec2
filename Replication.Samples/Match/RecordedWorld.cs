using Replication.Runtime;

namespace Replication.Samples;

/// <summary>A world whose physics is a recording: it plays forward, then back, for as long as it is stepped.</summary>
internal sealed class RecordedWorld
{
    private readonly CubesRecording _recording;
    private int _frame;
    private int _direction = 1;

    public RecordedWorld(CubesRecording recording)
    {
        _recording = recording;
        for (int cube = 0; cube < CubesRecording.CubeCount; cube++)
            Store.Add(Store.Create(default(Pose)), default(Motion));
        Show();
    }

    public WorldStore Store { get; } = new(ReplicationSchema.Table);

    /// <summary>One step of simulation, 1/60 s.</summary>
    public void Step()
    {
        if (_frame + _direction < 0 || _frame + _direction >= _recording.FrameCount) _direction = -_direction;
        _frame = Math.Clamp(_frame + _direction, 0, _recording.FrameCount - 1);
        Show();
    }

    private void Show()
    {
        foreach (WorldChunk chunk in Store.Chunks)
        {
            Span<Pose> poses = chunk.Column<Pose>();
            Span<Motion> motions = chunk.Column<Motion>();
            for (int i = 0; i < motions.Length; i++)
            {
                // The store was filled in the cubes' order and nothing leaves it.
                CubeSample sample = _recording[_frame, i];
                poses[i] = new Pose { Position = sample.Position, Orientation = sample.Orientation };
                motions[i] = new Motion { Velocity = sample.Velocity * _direction };
            }
        }
    }
}
