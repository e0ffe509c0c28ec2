using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>Trains codes on frames of a recording, in this process.</summary>
internal static class ProfileTraining
{
    /// <summary>The scene's components with codes trained on it up to a frame.</summary>
    /// <param name="scene">The recording.</param>
    /// <param name="endFrame">The frame after the last that is trained on.</param>
    public static SchemaTable Train(RecordedScene scene, int endFrame)
    {
        var training = new TrainingSet();
        new Playback(scene, training.Observe(scene.Schema)).Run(0, endFrame);
        return training.Train().Apply(scene.Schema);
    }
}
