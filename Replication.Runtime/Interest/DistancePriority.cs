using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// What is near goes more often: full weight up to a distance, beyond it in proportion to how much nearer it would be.
/// </summary>
/// <param name="fullDistance">Up to where a replica has its full weight, in the unit of positions; above zero.</param>
/// <param name="leastWeight">What is left of the weight far away, above 0 to 1. Default 1/16.</param>
public sealed class DistancePriority(float fullDistance, float leastWeight = 1 / 16f) : IPriorityPolicy
{
    private readonly float _fullDistance = Throw.IfNotPositive(fullDistance, nameof(fullDistance));
    private readonly float _leastWeight = Throw.IfNotPositive(leastWeight, nameof(leastWeight));

    /// <inheritdoc/>
    public void Weigh(Viewer viewer, ReplicaTable replicas, ReadOnlySpan<int> indices, Span<float> weights)
    {
        Vector3 eye = viewer.Position;
        for (int i = 0; i < indices.Length; i++)
        {
            if (!replicas.TryGetPosition(indices[i], out Vector3 position)) continue;
            float distance = Vector3.Distance(eye, position);
            if (distance > _fullDistance) weights[i] *= MathF.Max(_fullDistance / distance, _leastWeight);
        }
    }
}
