using Replication.Tests.Transport;
using Replication.Tests.Transport.Security;
using Replication.Transport;

namespace Replication.Tests.Fuzzing;

/// <summary>Connect tokens and netcode's packets: as they are read, and as a server and a client take them.</summary>
internal static class TokenTargets
{
    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
    [
        Targets.Named("netcode header", static () => Recorded(both: true), static () => ReadHeader),
        Targets.Named("connection request", static () => Recorded(both: false), static () => ReadRequest),
        Targets.Named("sealed handshake packets", static () => Handshake(), static () => ReadHandshake),
        Targets.Named("connect token", Tokens, static () => ReadToken, maxAllocatedBytes: 8_192),
        Targets.Named("private connect token", PrivateTokens, static () => ReadPrivateToken),
        Targets.Named("token addresses", Addresses, static () => ReadAddresses),
        Targets.Named(
            "datagrams to a netcode server",
            static () => Recorded(both: true),
            static () => new Ends().ToServer,
            maxAllocatedBytes: 4 << 20),
        Targets.Named(
            "datagrams to a netcode client",
            static () => Recorded(both: true),
            static () => new Ends().ToClient,
            maxAllocatedBytes: 4 << 20),
    ];

    private static byte[][] Recorded(bool both)
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Client.Send([1, 2, 3]);
        world.Server.Server.Send(world.Server.Handler.Connections[0], new byte[900]);
        world.Run(NetcodeWorld.Tick * 3);
        peer.Client.Disconnect();
        return both ? [.. peer.Link.Sent, .. world.Server.Link.Sent] : [.. peer.Link.Sent];
    }

    private static byte[][] Handshake()
    {
        using var world = new TransportWorld(protection: Protection.Sealed);
        TransportWorld.Peer peer = world.AddConnectedClient();
        return [peer.Link.Last(PacketKind.TokenResponse), world.ServerLink.Last(PacketKind.TokenAccepted)];
    }

    private static byte[][] Tokens()
    {
        using var world = new NetcodeWorld();
        LinkAddress[] many =
            [.. Enumerable.Range(1, 32).Select(static port => NetcodeWorld.Address($"[::{port}]:{port}"))];
        return [world.Mint().Bytes.ToArray(), world.Mint(servers: many).Bytes.ToArray()];
    }

    private static byte[][] PrivateTokens() =>
        [.. new[] { 1, 32 }.Select(static count =>
        {
            var token = new PrivateConnectToken
            {
                ClientId = 5,
                TimeoutSeconds = 10,
                Servers = Enumerable.Repeat(NetcodeWorld.Address("[2001:db8::1]:9"), count).ToArray(),
                ClientToServerKey = new byte[32],
                ServerToClientKey = new byte[32],
                UserData = [1, 2, 3],
            };
            byte[] text = new byte[PrivateConnectToken.TextBytes];
            token.Write(text);
            return text;
        })];

    private static byte[][] Addresses()
    {
        byte[] bytes = new byte[64];
        LinkAddress[] servers = [NetcodeWorld.Address("1.2.3.4:5"), NetcodeWorld.Address("[::1]:6")];
        return [bytes[..TokenAddresses.Write(bytes, servers)]];
    }

    private static void ReadHeader(Span<byte> bytes)
    {
        if (NetcodeHeader.Read(bytes, out NetcodeHeader header) != NetcodeRefusal.None)
            return;
        Targets.Require(header.LengthBytes < bytes.Length, "Behind a header is a body.");
    }

    private static void ReadRequest(Span<byte> bytes)
    {
        NetcodeRefusal refusal = ConnectionRequest.Read(bytes, NetcodeWorld.ProtocolId, out ConnectionRequest request);
        if (refusal != NetcodeRefusal.None)
            return;
        _ = request.ExpireTimestamp + request.Nonce[0] + request.Private[0] + (ulong)request.TokenTag;
    }

    private static void ReadHandshake(Span<byte> bytes)
    {
        if (TokenPackets.TryReadAccepted(bytes, out TokenAcceptance acceptance))
            _ = acceptance.ServerRandom[0] + acceptance.ConnectionId;
        if (TokenPackets.Response.TryRead(bytes, out TokenPackets.Response response))
            _ = response.IsGenuine(NetcodeWorld.Key);
    }

    private static void ReadToken(Span<byte> bytes)
    {
        if (!ConnectToken.TryRead(bytes, out ConnectToken? token))
            return;
        Targets.Require(token.Servers.Length is > 0 and <= 32, "A token names 1 to 32 servers.");
        _ = token.ClientToServerKey[0] + token.ServerToClientKey[31] + token.TimeoutSeconds;
    }

    private static void ReadPrivateToken(Span<byte> bytes)
    {
        Span<LinkAddress> servers = stackalloc LinkAddress[NetcodeFormat.MaxServers];
        if (PrivateConnectToken.TryRead(bytes, servers, out PrivateConnectToken token))
            _ = token.UserData[NetcodeFormat.UserDataBytes - 1] + token.Servers.Length;
    }

    private static void ReadAddresses(Span<byte> bytes)
    {
        Span<LinkAddress> servers = stackalloc LinkAddress[NetcodeFormat.MaxServers];
        if (!TokenAddresses.TryRead(bytes, servers, out int count, out int lengthBytes))
            return;
        Targets.Require(count is > 0 and <= NetcodeFormat.MaxServers, "There are 1 to 32.");
        Targets.Require(lengthBytes <= bytes.Length, "They are part of the bytes.");
    }

    /// <summary>The same world as the recorded one, so that its datagrams are nearly right.</summary>
    private sealed class Ends : IDisposable
    {
        private NetcodeWorld _world = new();
        private NetcodeWorld.ClientNode? _peer;
        private int _count;

        public void ToServer(Span<byte> bytes)
        {
            NetcodeWorld.ClientNode peer = Peer();
            _world.Server.Server.Take(bytes, peer.Address);
        }

        public void ToClient(Span<byte> bytes)
        {
            NetcodeWorld.ClientNode peer = Peer();
            peer.Client.Take(bytes, _world.Server.Address);
        }

        public void Dispose() => _world.Dispose();

        // What the taps and recorders keep would grow with the cases.
        private NetcodeWorld.ClientNode Peer()
        {
            if (_peer is { } peer && ++_count % 500 != 0 && peer.Client.State == NetcodeClientState.Connected)
                return peer;
            _world.Dispose();
            _world = new NetcodeWorld();
            return _peer = _world.AddConnectedClient();
        }
    }
}
