using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// UDP over one socket. A thread of its own blocks in receive, stamps each datagram's arrival and puts it into a
/// bounded ring; <see cref="TryReceive"/> takes from the ring, so that the caller's tick never pays a system call to
/// learn that nothing is there. <see cref="Send"/> and <see cref="TryReceive"/> allocate nothing.
/// Used by one thread, but for <see cref="Statistics"/>, which any thread may read.
/// </summary>
public sealed class UdpLink : ILink
{
    private readonly Socket socket;
    private readonly SocketAddress sendAddress;
    private readonly DatagramRing ring;
    private readonly UdpReceiveLoop receiveLoop;

    private long datagramsSent;
    private long bytesSent;
    private long sendsRefused;
    private long droppedForBuffer;
    private bool disposed;

    /// <summary>Binds a socket and starts its receive thread.</summary>
    /// <param name="local">
    /// Where to listen; port 0 lets the system choose. <see cref="IPAddress.IPv6Any"/> also takes IPv4.
    /// </param>
    /// <param name="time">Stamps arrivals; called on the receive thread.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="SocketException">The address is taken or not this machine's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public UdpLink(IPEndPoint local, TimeProvider time, UdpLinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(time);
        options ??= new UdpLinkOptions();
        options.Validate();

        socket = UdpSocket.Open(local, options);
        LocalAddress = LinkAddress.From((IPEndPoint)socket.LocalEndPoint!);
        sendAddress = new SocketAddress(local.AddressFamily);
        // One byte more than the largest datagram tells a datagram that fits from one that the system cut.
        ring = new DatagramRing(options.ReceiveRingCount, options.MaxDatagramBytes + 1);
        receiveLoop = new UdpReceiveLoop(socket, ring, options.MaxDatagramBytes, time, LocalAddress);
    }

    /// <inheritdoc/>
    public LinkAddress LocalAddress { get; }

    /// <summary>What was carried and dropped so far. Any thread; the counters are read one after the other.</summary>
    public LinkStatistics Statistics => new()
    {
        DatagramsSent = Volatile.Read(ref datagramsSent),
        BytesSent = Volatile.Read(ref bytesSent),
        SendsRefused = Volatile.Read(ref sendsRefused),
        DatagramsReceived = receiveLoop.DatagramsReceived,
        BytesReceived = receiveLoop.BytesReceived,
        DroppedFull = receiveLoop.DroppedFull,
        DroppedOversized = receiveLoop.DroppedOversized + Volatile.Read(ref droppedForBuffer),
        ReceiveErrors = receiveLoop.Errors,
    };

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (disposed || !SocketAddressCodec.TryWrite(sendAddress, to) || !TrySend(datagram))
        {
            sendsRefused++;
            return false;
        }

        datagramsSent++;
        bytesSent += datagram.Length;
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (ring.TryPeek(out ReadOnlySpan<byte> datagram, out received))
        {
            bool fits = datagram.TryCopyTo(buffer);
            ring.Release();
            if (fits)
                return true;
            droppedForBuffer++;
        }

        return false;
    }

    /// <summary>
    /// Closes the socket and ends the receive thread; waits at most a second for it. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        receiveLoop.Dispose();
    }

    private bool TrySend(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return socket.SendTo(datagram, SocketFlags.None, sendAddress) == datagram.Length;
        }
        catch (SocketException)
        {
            // No route, too long for the path, buffers full, or a peer's closed port reported late: to the session all
            // of these are a packet that was not sent.
            return false;
        }
    }
}
