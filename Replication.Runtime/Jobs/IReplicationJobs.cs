namespace Replication.Runtime;

/// <summary>
/// The seam to an engine's job system: where a server's tick encodes and packs for several connections at once. The
/// bytes that are sent do not depend on it.
/// </summary>
/// <remarks>
/// <see cref="Run"/> is called from the thread that ticks, a few times a tick, never from within a job. The engine
/// makes its jobs once; a tick in steady state allocates nothing as long as the implementation does not.
/// </remarks>
public interface IReplicationJobs
{
    /// <summary>How many workers there are, 1 to 64; always the same.</summary>
    int WorkerCount { get; }

    /// <summary>Executes every part of a job and returns when all are done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="count">How many parts it has.</param>
    void Run(IReplicationJob job, int count);
}

/// <summary>Work in parts that do not wait for each other.</summary>
public interface IReplicationJob
{
    /// <summary>Executes one part.</summary>
    /// <param name="index">Which, from zero; each is executed once.</param>
    /// <param name="worker">
    /// Who does it, 0 to <see cref="IReplicationJobs.WorkerCount"/> - 1; no two parts have the same at the same time.
    /// </param>
    void Execute(int index, int worker);
}

/// <summary>Everything on the thread that ticks, one part after the other.</summary>
internal sealed class InlineJobs : IReplicationJobs
{
    public static InlineJobs Instance { get; } = new();

    public int WorkerCount => 1;

    public void Run(IReplicationJob job, int count)
    {
        for (int index = 0; index < count; index++) job.Execute(index, worker: 0);
    }
}
