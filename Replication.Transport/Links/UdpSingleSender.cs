using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>Sends on any system: each datagram at once, in a call of its own.</summary>
internal sealed class UdpSingleSender : IUdpSender
{
    private readonly Socket _socket;
    private readonly SocketAddress _to;

    public UdpSingleSender(Socket socket, UdpSendCounters counters)
    {
        _socket = socket;
        _to = new SocketAddress(socket.AddressFamily);
        Counters = counters;
    }

    public UdpSendCounters Counters { get; }

    public Span<byte> LendRoom(Span<byte> room) => room;

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress receiver)
    {
        if (!SocketAddressCodec.TryWrite(_to.Buffer.Span, _to.Family, receiver) || !TrySend(datagram))
        {
            Counters.CountRefused(1);
            return false;
        }

        Counters.CountSent(1, datagram.Length);
        return true;
    }

    public void Flush()
    {
        // Nothing is held back.
    }

    private bool TrySend(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, _to) == datagram.Length;
        }
        catch (SocketException)
        {
            // No route, too long for the path, buffers full, or a peer's closed port reported late: to the session all
            // of these are a packet that was not sent.
            return false;
        }
    }
}
