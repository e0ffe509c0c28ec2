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
    private readonly Socket _socket;
    private readonly SocketAddress _sendAddress;
    private readonly DatagramRing _ring;
    private readonly UdpReceiveLoop _receiveLoop;

    private long _datagramsSent;
    private long _bytesSent;
    private long _sendsRefused;
    private long _droppedForBuffer;
    private bool _disposed;

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

        _socket = UdpSocket.Open(local, options);
        LocalAddress = LinkAddress.From((IPEndPoint)_socket.LocalEndPoint!);
        _sendAddress = new SocketAddress(local.AddressFamily);
        // One byte more than the largest datagram tells a datagram that fits from one that the system cut.
        _ring = new DatagramRing(options.ReceiveRingCount, options.MaxDatagramBytes + 1);
        _receiveLoop = new UdpReceiveLoop(_socket, _ring, options.MaxDatagramBytes, time, LocalAddress);
    }

    /// <inheritdoc/>
    public LinkAddress LocalAddress { get; }

    /// <summary>What was carried and dropped so far. Any thread; the counters are read one after the other.</summary>
    public LinkStatistics Statistics => new()
    {
        DatagramsSent = Volatile.Read(ref _datagramsSent),
        BytesSent = Volatile.Read(ref _bytesSent),
        SendsRefused = Volatile.Read(ref _sendsRefused),
        DatagramsReceived = _receiveLoop.DatagramsReceived,
        BytesReceived = _receiveLoop.BytesReceived,
        DroppedFull = _receiveLoop.DroppedFull,
        DroppedOversized = _receiveLoop.DroppedOversized + Volatile.Read(ref _droppedForBuffer),
        ReceiveErrors = _receiveLoop.Errors,
    };

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (_disposed || !SocketAddressCodec.TryWrite(_sendAddress, to) || !TrySend(datagram))
        {
            _sendsRefused++;
            return false;
        }

        _datagramsSent++;
        _bytesSent += datagram.Length;
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_ring.TryPeek(out ReadOnlySpan<byte> datagram, out received))
        {
            bool fits = datagram.TryCopyTo(buffer);
            _ring.Release();
            if (fits)
                return true;
            _droppedForBuffer++;
        }

        return false;
    }

    /// <summary>
    /// Closes the socket and ends the receive thread; waits at most a second for it. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _receiveLoop.Dispose();
    }

    private bool TrySend(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, _sendAddress) == datagram.Length;
        }
        catch (SocketException)
        {
            // No route, too long for the path, buffers full, or a peer's closed port reported late: to the session all
            // of these are a packet that was not sent.
            return false;
        }
    }
}
