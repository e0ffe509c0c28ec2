using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>The clients between request and slot, by address, at most so many.</summary>
internal sealed class PendingClients(int capacity) : IDisposable
{
    private readonly Dictionary<LinkAddress, PendingClient> _byAddress = new(capacity);

    public int Count => _byAddress.Count;

    public bool TryGet(LinkAddress address, TimeSpan now, [NotNullWhen(true)] out PendingClient? pending) =>
        _byAddress.TryGetValue(address, out pending) && pending.ExpiresAt > now;

    /// <summary>Whether one more, of a new address, has a place.</summary>
    public bool HasRoom(LinkAddress address, TimeSpan now)
    {
        if (_byAddress.Count == capacity)
            RemoveExpired(now);
        return _byAddress.Count < capacity || _byAddress.ContainsKey(address);
    }

    /// <summary>Puts one in place of whatever its address had.</summary>
    public void Set(PendingClient pending)
    {
        if (_byAddress.Remove(pending.Address, out PendingClient? former))
            former.Dispose();
        _byAddress.Add(pending.Address, pending);
    }

    /// <summary>Lets go of one, whose keys go with its slot.</summary>
    public void Release(PendingClient pending) => _byAddress.Remove(pending.Address);

    public void RemoveExpired(TimeSpan now)
    {
        foreach ((LinkAddress address, PendingClient pending) in _byAddress)
        {
            if (pending.ExpiresAt > now)
                continue;
            _byAddress.Remove(address);
            pending.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (PendingClient pending in _byAddress.Values)
            pending.Dispose();
        _byAddress.Clear();
    }
}
