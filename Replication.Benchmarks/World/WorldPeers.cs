using Replication.Runtime;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>The clients of a run, wherever they are, and the time and the link that the server has in common with them.
/// </summary>
internal abstract class WorldPeers : IDisposable
{
    /// <summary>The clock of the run.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>When the server captured each tick.</summary>
    public TickTimes Captures { get; } = TickTimes.Create();

    /// <summary>Makes the peers of a run.</summary>
    public static WorldPeers For(WorldOptions options, SchemaTable schema) =>
        options.Link == WorldLinkKind.Udp ? new ProcessPeers(options) : new LoopbackPeers(options, schema);

    /// <summary>Opens the server's link.</summary>
    public abstract ILink OpenServerLink();

    /// <summary>Lets the clients connect.</summary>
    public abstract void Start(LinkAddress server);

    /// <summary>Lets the rest of a tick's time go by.</summary>
    public abstract void PassTick();

    /// <summary>Clients start to measure.</summary>
    public abstract void Begin();

    /// <summary>Clients stop to measure.</summary>
    public abstract void End();

    /// <summary>Has the clients of this process note how far what they show is from what the server has.</summary>
    public virtual void Compare(WorldScene scene)
    {
    }

    /// <summary>What every client saw.</summary>
    public abstract IReadOnlyList<WorldClientReport> Report();

    /// <summary>Lets one client more connect; what it sees is not among the reports.</summary>
    public abstract void Join();

    /// <summary>What that client saw, which then leaves.</summary>
    public abstract WorldClientReport Leave();

    public virtual void Dispose() => Captures.Dispose();
}
