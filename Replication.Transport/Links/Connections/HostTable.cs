using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// The hosts of a link's connections, and of those that opened some within the last second or so. Who is refused is not
/// in it, so that it grows by no more hosts than the rate of all lets in: at most those with connections and three
/// seconds' worth. Used under the lock of the table of connections.
/// </summary>
internal sealed class HostTable(ConnectionOptions options)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<LinkHost, HostShare> _shares = [];
    private TimeSpan _sweepAt = TimeSpan.MinValue;

    public int Count => _shares.Count;

    /// <summary>Whether a host may have one connection more.</summary>
    public bool HasRoom(LinkHost host) =>
        !_shares.TryGetValue(host, out HostShare share) || share.Connections < options.MaxConnectionsPerHost;

    /// <summary>Whether a host may begin one now.</summary>
    public bool MayOpen(LinkHost host, TimeSpan now) =>
        !_shares.TryGetValue(host, out HostShare share) || share.MayOpen(now);

    /// <summary>A connection begins, and uses up one of the host's rate.</summary>
    public void Enter(LinkHost host, TimeSpan now)
    {
        Sweep(now);
        ref HostShare share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, host, out bool isThere);
        if (!isThere)
            share = new HostShare(options.MaxOpensPerSecondPerHost);
        share.Enter(now);
    }

    /// <summary>A connection has ended.</summary>
    public void Leave(LinkHost host) => CollectionsMarshal.GetValueRefOrNullRef(_shares, host).Leave();

    private void Sweep(TimeSpan now)
    {
        if (now < _sweepAt)
            return;
        _sweepAt = now + SweepInterval;
        foreach ((LinkHost host, HostShare share) in _shares)
        {
            if (share.IsIdle(now))
                _shares.Remove(host);
        }
    }
}
