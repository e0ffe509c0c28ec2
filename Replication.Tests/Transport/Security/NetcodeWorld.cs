using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

/// <summary>Netcode servers, their backend and clients on a loopback network under a virtual clock; seeded.</summary>
internal sealed class NetcodeWorld : IDisposable
{
    public const ulong ProtocolId = 0x1122_3344_5566_7788;

    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static value => (byte)(value * 5 + 1))];

    private readonly List<ServerNode> _servers = [];
    private readonly List<ClientNode> _clients = [];
    private readonly byte[] _buffer = new byte[2_048];
    private ulong _seed;

    public NetcodeWorld(
        NetworkConditions? conditions = null,
        ulong seed = 1,
        Func<NetcodeServerOptions, NetcodeServerOptions>? change = null)
    {
        _seed = seed * 1_000;
        Network = new LoopbackNetwork(Clock, conditions ?? NetworkConditions.Perfect, seed);
        Server = AddServer(Address("127.0.0.1:40000"), change);
    }

    public VirtualClock Clock { get; } = new();

    public LoopbackNetwork Network { get; }

    public CountingAeadSource Ciphers { get; } = new(AeadSources.Best);

    public ServerNode Server { get; }

    public static LinkAddress Address(string text)
    {
        Assert.True(LinkAddress.TryParse(text, out LinkAddress address));
        return address;
    }

    public ServerNode AddServer(LinkAddress address, Func<NetcodeServerOptions, NetcodeServerOptions>? change = null)
    {
        var link = new TappedLink(Network.CreateLink(address));
        var options = new NetcodeServerOptions
        {
            ProtocolId = ProtocolId,
            PrivateKey = Key,
            PublicAddresses = [address],
            Ciphers = Ciphers,
            Random = new SeededNumbers(++_seed),
        };
        var handler = new RecordingNetcodeHandler();
        var server = new NetcodeServer(link, change?.Invoke(options) ?? options, Clock, handler);
        var node = new ServerNode(server, handler, link);
        _servers.Add(node);
        return node;
    }

    /// <summary>Stops a server without a word, as when its process is killed.</summary>
    public void Kill(ServerNode server)
    {
        _servers.Remove(server);
        server.Link.Dispose();
    }

    /// <summary>Stops stepping a client without a word.</summary>
    public void Kill(ClientNode client)
    {
        _clients.Remove(client);
        client.Link.Dispose();
    }

    public ConnectToken Mint(
        ulong clientId = 1, LinkAddress[]? servers = null, byte[]? key = null, ConnectTokenOptions? options = null)
    {
        using var mint = new ConnectTokenMint(
            ProtocolId, key ?? Key, Clock, options, AeadSources.Best, new SeededNumbers(++_seed));
        return mint.Mint(clientId, servers ?? [Server.Link.LocalAddress], [1, 2, 3]);
    }

    public ClientNode AddClient(ConnectToken? token = null, LinkAddress? address = null)
    {
        var link = new TappedLink(address is { } known ? Network.CreateLink(known) : Network.CreateLink());
        var handler = new RecordingNetcodeHandler();
        token ??= Mint((ulong)_clients.Count + 1);
        var client = new NetcodeClient(link, token, Clock, handler, AeadSources.Best);
        var node = new ClientNode(client, handler, link, token);
        _clients.Add(node);
        client.Connect();
        return node;
    }

    public ClientNode AddConnectedClient(ConnectToken? token = null)
    {
        ClientNode node = AddClient(token);
        Run(TimeSpan.FromMilliseconds(200));
        Assert.Equal(NetcodeClientState.Connected, node.Client.State);
        return node;
    }

    public void Step()
    {
        foreach (ServerNode node in _servers)
        {
            while (node.Link.TryReceive(_buffer, out ReceivedDatagram received))
                node.Server.Take(_buffer.AsSpan(0, received.LengthBytes), received.From);
            node.Server.Update();
        }

        foreach (ClientNode node in _clients)
        {
            while (node.Link.TryReceive(_buffer, out ReceivedDatagram received))
                node.Client.Take(_buffer.AsSpan(0, received.LengthBytes), received.From);
            node.Client.Update();
        }

        Clock.Advance(Tick);
    }

    public void Run(TimeSpan duration)
    {
        for (TimeSpan end = Clock.Now() + duration; Clock.Now() < end;)
            Step();
    }

    public void Dispose()
    {
        foreach (ClientNode node in _clients)
            node.Client.Dispose();
        foreach (ServerNode node in _servers)
            node.Server.Dispose();
    }

    internal sealed record ServerNode(NetcodeServer Server, RecordingNetcodeHandler Handler, TappedLink Link)
    {
        public LinkAddress Address => Link.LocalAddress;

        public long Refused(NetcodeRefusal refusal) => Server.Counters[refusal];

        /// <summary>Hands the server a datagram under any sender's name.</summary>
        public void Take(byte[] datagram, LinkAddress from) => Server.Take([.. datagram], from);
    }

    internal sealed record ClientNode(
        NetcodeClient Client, RecordingNetcodeHandler Handler, TappedLink Link, ConnectToken Token)
    {
        public LinkAddress Address => Link.LocalAddress;

        public void Take(byte[] datagram, LinkAddress from) => Client.Take([.. datagram], from);
    }
}
