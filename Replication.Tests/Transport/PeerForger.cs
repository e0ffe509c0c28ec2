using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Sends packets to the server that open as the client's, whatever is in them.</summary>
internal sealed class PeerForger
{
    private readonly TransportWorld _world;
    private readonly TransportWorld.Peer _peer;
    private readonly ChecksumSeal _seal;
    private ushort _next = 500;

    public PeerForger(TransportWorld world, TransportWorld.Peer peer)
    {
        _world = world;
        _peer = peer;
        byte[] accepted = world.ServerLink.Last(PacketKind.Accepted);
        Assert.True(HandshakePackets.TryReadAccepted(accepted, out _, out ulong serverSalt, out _, out _));
        SessionSalts salts = SessionSalts.From(peer.Session.ClientSalt, serverSalt);
        _seal = new ChecksumSeal(7, salts.ToServer, salts.ToClient);
    }

    /// <summary>Sends a packet with the next number and no ack.</summary>
    public void Send(PacketKind kind, byte[] body, bool hasMessages = false) =>
        Send(
            new PacketHeader(kind, new Sequence(_next++), false, default, 0, 0) { HasMessages = hasMessages },
            body);

    /// <summary>Sends a packet with any header.</summary>
    public void Send(in PacketHeader header, byte[] body)
    {
        byte[] buffer = new byte[PacketHeader.MaxBytes + body.Length + ChecksumSeal.Bytes];
        int headerBytes = header.Write(buffer);
        body.CopyTo(buffer, headerBytes);
        byte[] packet = buffer[..(headerBytes + body.Length + ChecksumSeal.Bytes)];
        _seal.Seal(packet, headerBytes, header.Sequence.Value);
        _world.Forge(packet, _peer.Address, _world.Server.LocalAddress);
    }
}
