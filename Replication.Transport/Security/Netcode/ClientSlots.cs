using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>The slots of a server, found by index, by address and by client id.</summary>
internal sealed class ClientSlots
{
    private readonly ClientSlot?[] _slots;
    private readonly Dictionary<LinkAddress, ClientSlot> _byAddress;
    private readonly HashSet<ulong> _clientIds;

    public ClientSlots(int count)
    {
        _slots = new ClientSlot?[count];
        _byAddress = new Dictionary<LinkAddress, ClientSlot>(count);
        _clientIds = new HashSet<ulong>(count);
    }

    public int Count => _slots.Length;

    public int TakenCount => _byAddress.Count;

    public bool IsFull => TakenCount == Count;

    public ClientSlot? this[int index] => _slots[index];

    public bool TryGet(LinkAddress address, [NotNullWhen(true)] out ClientSlot? slot) =>
        _byAddress.TryGetValue(address, out slot);

    public bool HasAddress(LinkAddress address) => _byAddress.ContainsKey(address);

    public bool HasClient(ulong clientId) => _clientIds.Contains(clientId);

    /// <summary>The lowest free index; there is one as long as the slots are not full.</summary>
    public int FindFree() => Array.IndexOf(_slots, null);

    public void Add(ClientSlot slot)
    {
        _slots[slot.Index] = slot;
        _byAddress.Add(slot.Remote, slot);
        _clientIds.Add(slot.ClientId);
    }

    /// <returns>False: it was removed before.</returns>
    public bool Remove(ClientSlot slot)
    {
        if (_slots[slot.Index] != slot)
            return false;
        _slots[slot.Index] = null;
        _byAddress.Remove(slot.Remote);
        _clientIds.Remove(slot.ClientId);
        return true;
    }

    public bool Has(ClientSlot slot) => _slots[slot.Index] == slot;
}
