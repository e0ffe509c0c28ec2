using Replication.Tests.Transport;
using Replication.Transport;

namespace Replication.Tests.Fuzzing;

/// <summary>Whole datagrams to a server and a client that have a session: its own, damaged.</summary>
internal static class SessionTargets
{
    // A session that a damaged copy of its own handshake begins anew.
    private const long MaxAllocatedBytes = 4 << 20;

    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
        [.. Enum.GetValues<Protection>().SelectMany(Both)];

    private static IEnumerable<KeyValuePair<string, Func<FuzzTarget>>> Both(Protection protection)
    {
        yield return Targets.Named(
            $"datagrams to a server, {protection}",
            () => Recorded(protection, static (peer, _) => peer.Link),
            () => new Ends(protection).ToServer,
            MaxAllocatedBytes);
        yield return Targets.Named(
            $"datagrams to a client, {protection}",
            () => Recorded(protection, static (_, world) => world.ServerLink),
            () => new Ends(protection).ToClient,
            MaxAllocatedBytes);
    }

    private static byte[][] Recorded(Protection protection, Func<TransportWorld.Peer, TransportWorld, TappedLink> side)
    {
        using var world = new TransportWorld(protection: protection);
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session server = world.Acceptor.Connections[0];
        for (int round = 0; round < 5; round++)
        {
            foreach (Session session in (Session[])[peer.Session, server])
            {
                session.TrySend([1, 2, 3], out _);
                for (byte channel = 0; channel < ChannelOptions.Standard.Length; channel++)
                    session.TrySend(channel, new byte[100 * round]);
            }

            world.Step();
        }

        peer.Session.Disconnect();
        world.Step();
        return [.. side(peer, world).Sent];
    }

    /// <summary>The same world as the recorded one, so that its datagrams are nearly right.</summary>
    private sealed class Ends(Protection protection) : IDisposable
    {
        private TransportWorld _world = new(protection: protection);
        private TransportWorld.Peer? _peer;
        private int _count;

        public void ToServer(Span<byte> bytes)
        {
            TransportWorld.Peer peer = Peer();
            _world.Forge(bytes.ToArray(), peer.Address, _world.Server.LocalAddress);
            _world.Step();
        }

        public void ToClient(Span<byte> bytes)
        {
            TransportWorld.Peer peer = Peer();
            _world.Forge(bytes.ToArray(), _world.Server.LocalAddress, peer.Address);
            _world.Step();
        }

        public void Dispose() => _world.Dispose();

        // What the taps and recorders keep would grow with the cases.
        private TransportWorld.Peer Peer()
        {
            if (_peer is { } peer && ++_count % 500 != 0 && peer.Session.State != SessionState.Disconnected)
                return peer;
            _world.Dispose();
            _world = new TransportWorld(protection: protection);
            return _peer = _world.AddConnectedClient();
        }
    }
}
