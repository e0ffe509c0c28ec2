using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// UDP over one socket. On Linux it moves many datagrams with one call of the system, elsewhere one. Either a thread of
/// its own blocks in receive and fills a bounded ring, or whoever receives asks the system:
/// <see cref="UdpLinkOptions.ReceiveMode"/>. Sending and receiving allocate nothing and copy nothing where the caller
/// works in what the link lends. Used by one thread, but for <see cref="Statistics"/>, which any thread may read.
/// </summary>
public sealed class UdpLink : ILink
{
    private readonly Socket _socket;
    private readonly DatagramRing _ring;
    private readonly IUdpReceiver _receiver;
    private readonly IUdpSender _sender;
    private readonly UdpReceiveLoop? _receiveLoop;

    private long _droppedForBuffer;
    private bool _isLent;
    private bool _isDrained;
    private bool _disposed;

    /// <summary>Binds a socket and, for a link with a thread, starts that.</summary>
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

        bool isThreaded = options.ReceiveMode == UdpReceiveMode.Threaded;
        bool sendsBatches = options.AllowBatches && LinuxDatagrams.IsSupported;
        _socket = UdpSocket.Open(local, options);
        LocalAddress = LinkAddress.From((IPEndPoint)_socket.LocalEndPoint!);
        MaxDatagramBytes = options.MaxDatagramBytes;
        // One byte more than the largest datagram tells a datagram that fits from one that the system cut.
        _ring = new DatagramRing(
            isThreaded ? options.ReceiveRingCount : UdpBatchReceiver.MaxCount, options.MaxDatagramBytes + 1);
        _receiver = sendsBatches
            ? new UdpBatchReceiver(_socket, options.MaxDatagramBytes, time)
            : new UdpSingleReceiver(_socket, options.MaxDatagramBytes, time);
        _sender = sendsBatches
            ? new UdpBatchSender(_socket, options.MaxDatagramBytes)
            : new UdpSingleSender(_socket, new UdpSendCounters());
        _receiveLoop = isThreaded ? new UdpReceiveLoop(_socket, _ring, _receiver, LocalAddress) : null;
    }

    /// <inheritdoc/>
    public LinkAddress LocalAddress { get; }

    /// <summary><see cref="UdpLinkOptions.MaxDatagramBytes"/>.</summary>
    public int MaxDatagramBytes { get; }

    /// <summary>What was carried and dropped so far. Any thread; the counters are read one after the other.</summary>
    public LinkStatistics Statistics => new()
    {
        DatagramsSent = _sender.Counters.Datagrams,
        BytesSent = _sender.Counters.Bytes,
        SendsRefused = _sender.Counters.Refused,
        DatagramsReceived = _receiver.Counters.Datagrams,
        BytesReceived = _receiver.Counters.Bytes,
        DroppedFull = _receiver.Counters.DroppedFull,
        DroppedOversized = _receiver.Counters.DroppedOversized + Volatile.Read(ref _droppedForBuffer),
        ReceiveErrors = _receiver.Counters.Errors,
    };

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (!_disposed)
            return _sender.Send(datagram, to);
        _sender.Counters.CountRefused(1);
        return false;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (!_disposed)
            _sender.Flush();
    }

    /// <inheritdoc/>
    public Span<byte> LendRoom(Span<byte> room) => _disposed ? room : _sender.LendRoom(room);

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (TryReceive(buffer, out Span<byte> datagram, out received))
        {
            if (datagram.TryCopyTo(buffer))
                return true;
            _droppedForBuffer++;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        if (_isLent)
            _ring.Release();
        _isLent = false;
        datagram = default;
        received = default;
        if (_disposed)
            return false;
        do
            _isLent = _ring.TryPeek(out datagram, out received);
        while (!_isLent && _receiveLoop is null && TryFill());
        return _isLent;
    }

    /// <summary>
    /// Sends what is held back, closes the socket and ends the receive thread; waits at most a second for it. A second
    /// call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        Flush();
        _disposed = true;
        if (_receiveLoop is null)
            _socket.Dispose();
        else
            _receiveLoop.Dispose();
    }

    // Where a call of the system brought less than there was room for, the caller is told so before the next call.
    private bool TryFill()
    {
        bool wasDrained = _isDrained;
        _isDrained = false;
        if (wasDrained)
            return false;
        _ring.Rewind();
        bool mayBeMore = _receiver.Receive(_ring, mayWait: false) == UdpReceiveOutcome.More;
        bool hasSome = _ring.FreeCount < UdpBatchReceiver.MaxCount;
        _isDrained = hasSome && !mayBeMore;
        return hasSome || mayBeMore;
    }
}
