namespace Replication.Transport;

/// <summary>
/// All sessions of one link on the side that accepts. The caller's loop calls <see cref="Receive"/> at the start of a
/// tick and <see cref="Flush"/> at its end; nothing happens in between and there is no thread of its own. Used by one
/// thread. Allocates when a session begins, and nothing while sessions run.
/// </summary>
public sealed class TransportServer : IDisposable
{
    private readonly ILink _link;
    private readonly NetcodeServerLink? _netcode;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly TransportCounters _counters = new();
    private readonly SessionRoster _roster;
    private readonly IServerProtocol _protocol;
    private readonly byte[] _receiveBuffer = new byte[ushort.MaxValue];

    private bool _receiving;
    private bool _disposed;

    /// <summary>Takes a link into service.</summary>
    /// <param name="link">Carries the datagrams; disposed with the server.</param>
    /// <param name="options">Limits, times, and the private key of sealed sessions.</param>
    /// <param name="time">The clock of every instant.</param>
    /// <param name="acceptor">Is told of sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">
    /// The link is not on a loopback address and does not encrypt, there is no
    /// <see cref="TransportOptions.PrivateKey"/>, and <see cref="TransportOptions.Security"/> does not say that this is
    /// fine; or tokens could not name the server; or the link's datagrams are too small for a session.
    /// </exception>
    public TransportServer(ILink link, TransportOptions options, TimeProvider time, ISessionAcceptor acceptor)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(acceptor);
        options.Validate();
        _time = time;
        bool hasKey = !options.PrivateKey.IsEmpty;
        bool seals = options.Security.Seals(link.LocalAddress, hasKey);
        if (seals && !hasKey && !link.IsEncrypted)
            Throw.PrivateKeyNeeded(link.LocalAddress);
        if (seals && hasKey && options.SealedProtocol == SealedProtocol.Netcode)
            _netcode = new NetcodeServerLink(link, options.ForTokens(link.LocalAddress), time, options.ConnectTimeout);
        _link = _netcode ?? link;
        bool isSealed = seals && hasKey && _netcode is null;
        _options = options.Within(_link, isSealed);
        _roster = new SessionRoster(_link, _options, time, acceptor, _counters);
        _protocol = isSealed
            ? new SealedServerProtocol(link, _options, time, _roster, _counters)
            : new OpenServerProtocol(_link, _options, _roster, _counters);
    }

    /// <summary>The link's address.</summary>
    public LinkAddress LocalAddress => _link.LocalAddress;

    /// <summary>
    /// The largest payload of its sessions in bytes: <see cref="TransportOptions.MaxPayloadBytes"/>, or what the link
    /// carries where that is less. One whose client has less has less (<see cref="Session.MaxPayloadBytes"/>).
    /// </summary>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <summary>
    /// The sessions in the order of their beginning. One that has ended stays until the next Receive or Flush takes it
    /// out, so disconnecting while walking this is safe. The span is valid until then.
    /// </summary>
    public ReadOnlySpan<Session> Sessions => _roster.Sessions;

    /// <summary>What came, and what was dropped for which reason.</summary>
    public TransportStatistics Statistics => _counters.Snapshot(_netcode?.Counters);

    /// <summary>
    /// Takes every datagram that is there, then detects losses and timeouts. Handlers are called from inside it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside a handler.</exception>
    public void Receive()
    {
        if (_receiving)
            Throw.Reentered(nameof(Receive));
        _receiving = true;
        try
        {
            // First, so that nothing of a client is answered in a connection that closes with its last session.
            _roster.RemoveEnded(_protocol);
            ReceiveDatagrams();
            _roster.Update(_time.Now());
            _roster.RemoveEnded(_protocol);
            // Answers to what came do not wait for the end of the tick.
            _link.Flush();
        }
        finally
        {
            _receiving = false;
        }
    }

    /// <summary>
    /// Sends the messages that no payload has carried, and an empty packet where a heartbeat or an ack is due.
    /// </summary>
    public void Flush()
    {
        _roster.Flush(_time.Now());
        if (!_receiving)
            _roster.RemoveEnded(_protocol);
        _link.Flush();
    }

    /// <summary>
    /// Ends every session as <see cref="DisconnectReason.Closed"/>, tells the peers and disposes the link.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _roster.DisconnectAll();
        _roster.RemoveEnded(_protocol);
        _link.Flush();
        _protocol.Dispose();
        _link.Dispose();
    }

    private void ReceiveDatagrams()
    {
        TimeSpan now = _time.Now();
        for (int count = 0; count < _options.MaxDatagramsPerReceive; count++)
        {
            if (!_link.TryReceive(_receiveBuffer, out Span<byte> datagram, out ReceivedDatagram received))
                return;
            if (_counters.TryAdmit(received.LengthBytes, _options.MaxDatagramBytes))
                _protocol.Receive(datagram, received, now);
        }
    }
}
