using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// Receives on any system: one call for each datagram. A caller that does not want to wait asks the socket before,
/// because to be told WouldBlock costs an exception (11 to 24 us and 401 B).
/// </summary>
internal sealed class UdpSingleReceiver : IUdpReceiver
{
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly SocketAddress _from;
    private readonly byte[] _overflow;
    private readonly int _maxDatagramBytes;

    public UdpSingleReceiver(Socket socket, int maxDatagramBytes, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _from = new SocketAddress(socket.AddressFamily);
        _overflow = new byte[maxDatagramBytes + 1];
        _maxDatagramBytes = maxDatagramBytes;
    }

    public UdpReceiveCounters Counters { get; } = new();

    public UdpReceiveOutcome Receive(DatagramRing ring, bool mayWait)
    {
        bool hasRoom = ring.FreeCount > 0;
        try
        {
            if (!mayWait && !_socket.Poll(0, SelectMode.SelectRead))
                return UdpReceiveOutcome.All;
            int lengthBytes = _socket.ReceiveFrom(hasRoom ? ring.Slot(0) : _overflow, SocketFlags.None, _from);
            Take(ring, lengthBytes, hasRoom);
            return UdpReceiveOutcome.More;
        }
        catch (ObjectDisposedException)
        {
            return UdpReceiveOutcome.Closed;
        }
        catch (SocketException exception)
        {
            CountError(exception.SocketErrorCode);
            return UdpReceiveOutcome.Failed;
        }
    }

    private void Take(DatagramRing ring, int lengthBytes, bool hasRoom)
    {
        if (lengthBytes > _maxDatagramBytes)
        {
            Counters.CountOversized();
            return;
        }

        // The consumer may have made room since the slot was asked for, but the bytes lie in the overflow by now.
        if (!hasRoom)
        {
            Counters.CountFull();
            return;
        }

        LinkAddress from = SocketAddressCodec.Read(_from.Buffer.Span, _socket.AddressFamily);
        ring.Describe(0, new ReceivedDatagram(lengthBytes, from, _time.Now()));
        ring.Commit(1);
        Counters.CountTaken(lengthBytes);
    }

    private void CountError(SocketError error)
    {
        // Windows reports a cut datagram as an error where the others return the slot's length.
        if (error == SocketError.MessageSize)
            Counters.CountOversized();
        else
            Counters.CountError();
    }
}
