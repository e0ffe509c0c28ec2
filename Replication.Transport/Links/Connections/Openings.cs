using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// The peers that were let in and have not brought their first datagram, by their addresses: those that cost TLS and
/// have proved nothing. Used under the lock of the table of connections, which bounds them.
/// </summary>
internal sealed class Openings
{
    private readonly Dictionary<LinkAddress, Opening> _byAddress = [];

    public int Count => _byAddress.Count;

    /// <summary>How many of them have no connection yet.</summary>
    public int WaitingCount { get; private set; }

    public bool IsWaiting(LinkAddress remote) =>
        _byAddress.TryGetValue(remote, out Opening opening) && opening.IsWaiting;

    /// <summary>Lets one in, which waits for its connection.</summary>
    public void Add(LinkAddress remote, TimeSpan openBy, Action? abort)
    {
        _byAddress.Add(remote, new Opening(openBy, abort, IsWaiting: true));
        WaitingCount++;
    }

    /// <summary>One that waited has its connection now, which looks after its deadline itself.</summary>
    public TimeSpan Start(LinkAddress remote)
    {
        ref Opening opening = ref CollectionsMarshal.GetValueRefOrNullRef(_byAddress, remote);
        opening = opening with { Abort = null, IsWaiting = false };
        WaitingCount--;
        return opening.OpenBy;
    }

    /// <summary>One whose connection has brought a datagram, or has ended.</summary>
    public void End(LinkAddress remote)
    {
        if (!IsWaiting(remote))
            _byAddress.Remove(remote);
    }

    /// <summary>Takes out one that still waits.</summary>
    /// <returns>False: it does not.</returns>
    public bool TryTakeWaiting(LinkAddress remote, out Opening opening)
    {
        if (!_byAddress.TryGetValue(remote, out opening) || !opening.IsWaiting)
            return false;
        _byAddress.Remove(remote);
        WaitingCount--;
        return true;
    }

    /// <summary>Takes out one that has waited too long.</summary>
    /// <returns>False: there is none.</returns>
    public bool TryTakeOverdue(TimeSpan now, out LinkAddress remote, out Opening overdue)
    {
        foreach ((LinkAddress address, Opening opening) in _byAddress)
        {
            if (!opening.IsWaiting || now < opening.OpenBy)
                continue;
            remote = address;
            return TryTakeWaiting(address, out overdue);
        }

        remote = default;
        overdue = default;
        return false;
    }
}
