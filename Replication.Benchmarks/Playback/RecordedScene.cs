using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>A recording as worlds of one frame after the other.</summary>
internal abstract class RecordedScene
{
    /// <summary>The components with the codes that the generator gave them.</summary>
    public abstract SchemaTable Schema { get; }

    /// <summary>The most replicas in a frame.</summary>
    public abstract int MaxReplicas { get; }

    /// <summary>Whether what was sent is the same bytes as before: no field is on a range.</summary>
    public abstract bool IsExact { get; }

    /// <summary>How many frames there are.</summary>
    public abstract int FrameCount { get; }

    /// <summary>How many frames before a frame its baseline lies; zero where it has none.</summary>
    public abstract int AgeOf(int frame);

    /// <summary>Makes a world that is as a frame was; the world was as the frame before, or is new.</summary>
    public abstract void Show(int frame, WorldStore world);
}
