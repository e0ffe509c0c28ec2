using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>
/// A bad network between real peers: clients speak to it as to their server, and it hands on what they send, each
/// client's from a link of its own, so that the server tells them apart. All clients share one path each way, and with
/// it a bottleneck. Used by one thread, which calls <see cref="Pump"/> often; a call allocates only for a new client.
/// </summary>
public sealed class NetworkProxy : IDisposable
{
    // A flood must not keep one call busy for ever; what is left is taken by the next.
    private const int MaxTakenPerPump = 4_096;

    private readonly ILink _front;
    private readonly LinkAddress _server;
    private readonly Func<ILink> _createLink;
    private readonly NetworkProxyOptions _options;
    private readonly TimeProvider _time;
    private readonly NetworkSimulator _toServer;
    private readonly NetworkSimulator _toClients;
    private readonly Dictionary<LinkAddress, ProxiedClient> _byAddress = [];
    private readonly List<ProxiedClient> _clients = [];
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private NetworkProxyStatistics _counts;

    /// <summary>Takes a link into service.</summary>
    /// <param name="front">Where clients send to; disposed with the proxy.</param>
    /// <param name="server">Where what they send goes.</param>
    /// <param name="createLink">Makes a client's link to the server; disposed when the client is forgotten.</param>
    /// <param name="options">How bad the network is, and the limits.</param>
    /// <param name="time">The clock that the links stamp arrivals with.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NetworkProxy(
        ILink front, LinkAddress server, Func<ILink> createLink, NetworkProxyOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(front);
        ArgumentNullException.ThrowIfNull(createLink);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _front = front;
        _server = server;
        _createLink = createLink;
        _options = options;
        _time = time;
        _toServer = new NetworkSimulator(options.ToServer, options.Seed);
        _toClients = new NetworkSimulator(options.ToClients, Mixing.Mix(options.Seed + Mixing.Step));
    }

    /// <summary>Where clients send to.</summary>
    public LinkAddress LocalAddress => _front.LocalAddress;

    /// <summary>What was carried so far.</summary>
    public NetworkProxyStatistics Statistics => _counts with
    {
        ToServer = _toServer.Statistics, ToClients = _toClients.Statistics, Clients = _clients.Count,
    };

    /// <summary>Takes what has come, hands on what is due, and forgets clients that are gone.</summary>
    /// <returns>How many datagrams were taken or handed on; 0: there is nothing to do yet.</returns>
    public int Pump()
    {
        TimeSpan now = _time.Now();
        int moved = TakeFromClients(now);
        for (int index = _clients.Count - 1; index >= 0; index--)
        {
            moved += TakeFromServer(_clients[index], now);
            if (now - _clients[index].LastHeardAt > _options.IdleTime)
                Forget(index);
        }

        moved += HandToServer(now) + HandToClients(now);
        _front.Flush();
        foreach (ProxiedClient client in _clients)
            client.Link.Flush();
        return moved;
    }

    /// <summary>Disposes all links; what is still on the way is gone.</summary>
    public void Dispose()
    {
        foreach (ProxiedClient client in _clients)
            client.Link.Dispose();
        _clients.Clear();
        _byAddress.Clear();
        _front.Dispose();
    }

    private int TakeFromClients(TimeSpan now)
    {
        int taken = 0;
        for (; taken < MaxTakenPerPump && _front.TryReceive(_buffer, out ReceivedDatagram received); taken++)
        {
            if (!TryFind(received.From, out ProxiedClient? client))
            {
                _counts = _counts with { RefusedClients = _counts.RefusedClients + 1 };
                continue;
            }

            client.LastHeardAt = now;
            _toServer.Enqueue(_buffer.AsSpan(0, received.LengthBytes), received.From, received.ReceivedAt);
        }

        return taken;
    }

    private bool TryFind(LinkAddress address, [NotNullWhen(true)] out ProxiedClient? client)
    {
        if (_byAddress.TryGetValue(address, out client))
            return true;
        if (_clients.Count >= _options.MaxClients)
            return false;
        client = new ProxiedClient(address, _createLink());
        _byAddress.Add(address, client);
        _clients.Add(client);
        return true;
    }

    private int TakeFromServer(ProxiedClient client, TimeSpan now)
    {
        int taken = 0;
        for (; taken < MaxTakenPerPump && client.Link.TryReceive(_buffer, out ReceivedDatagram received); taken++)
        {
            if (received.From != _server)
            {
                _counts = _counts with { UnknownSenders = _counts.UnknownSenders + 1 };
                continue;
            }

            client.LastHeardAt = now;
            // The simulator carries who it is for in the place of who it is from.
            _toClients.Enqueue(_buffer.AsSpan(0, received.LengthBytes), client.Address, received.ReceivedAt);
        }

        return taken;
    }

    private int HandToServer(TimeSpan now)
    {
        int handed = 0;
        for (; _toServer.TryDequeue(now, _buffer, out ReceivedDatagram due); handed++)
        {
            if (!_byAddress.TryGetValue(due.From, out ProxiedClient? client))
                _counts = _counts with { Late = _counts.Late + 1 };
            else if (client.Link.Send(_buffer.AsSpan(0, due.LengthBytes), _server))
                _counts = _counts with { BytesToServer = _counts.BytesToServer + due.LengthBytes };
            else
                _counts = _counts with { SendFailures = _counts.SendFailures + 1 };
        }

        return handed;
    }

    private int HandToClients(TimeSpan now)
    {
        int handed = 0;
        for (; _toClients.TryDequeue(now, _buffer, out ReceivedDatagram due); handed++)
        {
            if (!_byAddress.ContainsKey(due.From))
                _counts = _counts with { Late = _counts.Late + 1 };
            else if (_front.Send(_buffer.AsSpan(0, due.LengthBytes), due.From))
                _counts = _counts with { BytesToClients = _counts.BytesToClients + due.LengthBytes };
            else
                _counts = _counts with { SendFailures = _counts.SendFailures + 1 };
        }

        return handed;
    }

    private void Forget(int index)
    {
        ProxiedClient client = _clients[index];
        client.Link.Dispose();
        _clients.RemoveAt(index);
        _byAddress.Remove(client.Address);
    }

    private sealed class ProxiedClient(LinkAddress address, ILink link)
    {
        public LinkAddress Address { get; } = address;

        public ILink Link { get; } = link;

        public TimeSpan LastHeardAt { get; set; }
    }
}
