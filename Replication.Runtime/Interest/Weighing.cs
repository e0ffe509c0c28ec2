using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Keeps what replicas weigh for a connection: by kind, by what the game says of each, by its policy. An eighth of what
/// is in view is weighed anew each tick.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="replicas">What the game says of them.</param>
internal sealed class Weighing(RowTable rows, ReplicaTable replicas)
{
    /// <summary>
    /// What a replica weighs at least. With <see cref="MostWeight"/> it bounds how long one can wait.
    /// </summary>
    public const float LeastWeight = 1 / 16f;

    /// <summary>What a replica weighs at most.</summary>
    public const float MostWeight = 16;

    private const int Slices = 8;

    private readonly int[] _indices = new int[RowBits.WordRows];
    private readonly float[] _weights = new float[RowBits.WordRows];

    /// <summary>Weighs a slice of what is in view.</summary>
    public void Run(ClientView view, Viewer viewer, IPriorityPolicy? policy, Tick tick)
    {
        if (policy is null && !replicas.HasPriorities && !rows.HasPriorities) return;
        ReadOnlySpan<ulong> words = view.InView.Words;
        for (int i = (int)(tick.Value % Slices); i < words.Length; i += Slices)
        {
            if (words[i] == 0) continue;
            int count = 0;
            for (ulong word = words[i]; word != 0; word &= word - 1)
            {
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(word);
                _indices[count] = index;
                _weights[count++] = replicas.Traits(index).Priority * rows[index].Layout!.Priority;
            }

            ReadOnlySpan<int> indices = _indices.AsSpan(0, count);
            policy?.Weigh(viewer, replicas, indices, _weights.AsSpan(0, count));
            Span<float> weights = view.Baselines.Weights;
            for (int j = 0; j < count; j++)
            {
                // Not a number is the least: then neither comparison holds.
                float weight = _weights[j] > LeastWeight ? _weights[j] : LeastWeight;
                weights[view.Baselines.PlaceOf(indices[j])] = MathF.Min(weight, MostWeight);
            }
        }
    }
}
