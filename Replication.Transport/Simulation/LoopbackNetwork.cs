namespace Replication.Transport;

/// <summary>
/// A network inside the process, for tests, for a server and its client in one program, and for measuring without a
/// system in between. Each link's incoming direction is a <see cref="NetworkSimulator"/> with a seed of its own.
/// Deterministic as long as the clock is; all its links are used by one thread.
/// </summary>
public sealed class LoopbackNetwork
{
    private const uint LoopbackIPv4 = 0x7F00_0001;

    private readonly TimeProvider _time;
    private readonly Dictionary<LinkAddress, LoopbackLink> _links = [];
    private readonly ulong _seed;
    private NetworkConditions _conditions;
    private ushort _lastPort;

    /// <summary>Makes a network without links.</summary>
    /// <param name="time">The clock by which datagrams travel.</param>
    /// <param name="conditions">How bad each direction is.</param>
    /// <param name="seed">Decides all chance; any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public LoopbackNetwork(TimeProvider time, NetworkConditions conditions, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(conditions);
        conditions.Validate();
        _time = time;
        _conditions = conditions;
        _seed = seed;
    }

    /// <summary>
    /// How bad each direction is. New conditions hold at once, for all links, and for what is sent from now on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public NetworkConditions Conditions
    {
        get => _conditions;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _conditions = value;
            foreach (LoopbackLink link in _links.Values)
                link.Incoming.Conditions = value;
        }
    }

    /// <summary>What all links that are open now did so far, added up.</summary>
    public SimulatorStatistics Statistics
    {
        get
        {
            SimulatorStatistics sum = default;
            foreach (LoopbackLink link in _links.Values)
                sum = SimulatorStatistics.Sum(sum, link.Incoming.Statistics);
            return sum;
        }
    }

    /// <summary>Opens a link with the next address: 127.0.0.1, ports from 1.</summary>
    public ILink CreateLink() => CreateLink(LinkAddress.FromIPv4(LoopbackIPv4, ++_lastPort));

    /// <summary>Opens a link with the next address, and makes the direction towards it bad in its own way.</summary>
    /// <param name="incoming">
    /// How bad that direction is; holds until <see cref="Conditions"/> or <see cref="SetIncoming"/> is set.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public ILink CreateLink(NetworkConditions incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        incoming.Validate();
        ILink link = CreateLink();
        SetIncoming(link.LocalAddress, incoming);
        return link;
    }

    /// <summary>Makes the direction towards one link bad in its own way, from now on.</summary>
    /// <param name="link">The link's address; nothing happens where none is open at it.</param>
    /// <param name="incoming">How bad that direction is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public void SetIncoming(LinkAddress link, NetworkConditions incoming)
    {
        if (_links.TryGetValue(link, out LoopbackLink? found))
            found.Incoming.Conditions = incoming;
    }

    /// <summary>What was done so far in the direction towards one link; all zero where none is open there.</summary>
    /// <param name="link">The link's address.</param>
    public SimulatorStatistics StatisticsOf(LinkAddress link) =>
        _links.TryGetValue(link, out LoopbackLink? found) ? found.Incoming.Statistics : default;

    /// <summary>Opens a link at an address: one that was closed may be opened again.</summary>
    internal LoopbackLink CreateLink(LinkAddress address)
    {
        ulong linkSeed = Mixing.Mix(_seed + Mixing.Step * (ulong)address.Port);
        var link = new LoopbackLink(this, address, new NetworkSimulator(_conditions, linkSeed));
        _links.Add(address, link);
        return link;
    }

    internal TimeSpan Now => _time.Now();

    // As on a real network, the sender does not learn that nobody is there.
    internal void Carry(ReadOnlySpan<byte> datagram, LinkAddress from, LinkAddress to)
    {
        if (_links.TryGetValue(to, out LoopbackLink? link))
            link.Incoming.Enqueue(datagram, from, Now);
    }

    internal void Close(LinkAddress address) => _links.Remove(address);
}
