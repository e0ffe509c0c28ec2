namespace Replication.Transport;

/// <summary>
/// The end points in the order to try them, each with every address of its host; names are resolved when their turn
/// comes, and nobody waits for that.
/// </summary>
internal sealed class FallbackPlan : IDisposable
{
    private readonly LinkEndPoint[] _endPoints;
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<FallbackStep> _ready = new();
    private Task<LinkResolution>? _resolving;
    private int _next;

    public FallbackPlan(IEnumerable<LinkEndPoint> endPoints)
    {
        // A stable sort: those of one scheme stay in the caller's order.
        _endPoints = [.. endPoints.OrderBy(static endPoint => endPoint.Scheme)];
        if (_endPoints.Length == 0)
            Throw.NoEndPoint();
    }

    public LinkEndPoint First => _endPoints[0];

    public bool IsEncrypted => Array.TrueForAll(_endPoints, static endPoint => endPoint.IsEncrypted);

    public bool IsExhausted => _next == _endPoints.Length && _ready.Count == 0;

    /// <summary>The least that a number of the schemes is.</summary>
    public int LeastOf(Func<LinkScheme, int> number) => _endPoints.Min(endPoint => number(endPoint.Scheme));

    /// <summary>The next thing to try.</summary>
    /// <returns>False: a name is being resolved, or nothing is left.</returns>
    public bool TryTake(out FallbackStep step)
    {
        while (!_ready.TryDequeue(out step))
        {
            if (_next == _endPoints.Length || !TryPrepare(_endPoints[_next]))
                return false;
            _next++;
        }

        return true;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private bool TryPrepare(LinkEndPoint endPoint)
    {
        // A WebSocket resolves by itself, and where a link cannot be had its addresses do not matter.
        if (endPoint.Scheme is LinkScheme.Ws or LinkScheme.Wss || !ClientLinks.CanOpen(endPoint.Scheme))
        {
            _ready.Enqueue(new FallbackStep(endPoint, endPoint.SessionAddress, null));
            return true;
        }

        _resolving ??= LinkResolver.ResolveAsync(endPoint, _ending.Token);
        if (!_resolving.IsCompleted)
            return false;
        LinkResolution found = _resolving.GetAwaiter().GetResult();
        _resolving = null;
        foreach (LinkAddress address in found.Addresses)
            _ready.Enqueue(new FallbackStep(endPoint, address, null));
        if (found.Failure is { } failure)
            _ready.Enqueue(new FallbackStep(endPoint, default, failure));
        return true;
    }
}
