using System.Runtime.InteropServices;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>The recorded cubes, each frame against the one so many frames before.</summary>
/// <param name="recording">The recording.</param>
/// <param name="age">How many frames the baseline lies back.</param>
/// <typeparam name="T">The component: of the same fields as <see cref="CubeState"/>.</typeparam>
internal sealed class CubesScene<T>(CubesRecording recording, int age) : RecordedScene
    where T : unmanaged, IReplicated<T>
{
    /// <inheritdoc/>
    public override SchemaTable Schema { get; } = new(ComponentCodec.Of<T>());

    /// <inheritdoc/>
    public override int MaxReplicas => CubesRecording.CubeCount;

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override int FrameCount => recording.FrameCount;

    /// <inheritdoc/>
    public override int AgeOf(int frame) => age;

    /// <inheritdoc/>
    public override void Show(int frame, WorldStore world)
    {
        for (int cube = world.Count; cube < CubesRecording.CubeCount; cube++) world.Create(default(T));
        Span<CubeState> states = MemoryMarshal.Cast<T, CubeState>(world.Chunks[^1].Column<T>());
        for (int cube = 0; cube < states.Length; cube++) states[cube] = CubeState.Of(recording[frame, cube]);
    }
}
