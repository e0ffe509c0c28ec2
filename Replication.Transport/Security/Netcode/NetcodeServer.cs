namespace Replication.Transport;

/// <summary>
/// The server's side of netcode 1.02: only clients with a good token get a slot, and all that they send and receive is
/// sealed. It has no socket and no loop: the owner hands it what arrives and calls <see cref="Update"/> some ten times
/// a second or more. One object is one run: after <see cref="Dispose"/> a new one begins with keys of its own for
/// challenges, and refuses the tokens of the run before. Used by one thread; a payload allocates nothing.
/// </summary>
internal sealed class NetcodeServer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly INetcodeServerHandler _handler;
    private readonly ClientSlots _slots;
    private readonly NetcodeHandshake _handshake;
    private readonly NetcodeCounters _counters = new();
    private bool _isOver;

    public NetcodeServer(
        ILink link, NetcodeServerOptions options, TimeProvider time, INetcodeServerHandler handler)
    {
        options.Validate();
        _time = time;
        _handler = handler;
        _slots = new ClientSlots(options.MaxClients);
        _handshake = new NetcodeHandshake(link, options, time, _slots);
    }

    public ClientSlots Slots => _slots;

    public NetcodeHandshake Handshake => _handshake;

    public NetcodeCounters Counters => _counters;

    /// <summary>Takes a datagram that arrived. Whatever is in it, this does not throw.</summary>
    /// <param name="datagram">Is opened in place.</param>
    /// <param name="from">Its sender.</param>
    public void Take(Span<byte> datagram, LinkAddress from)
    {
        if (_isOver)
            return;
        NetcodeRefusal refusal = !datagram.IsEmpty && datagram[0] == (byte)NetcodePacketKind.Request
            ? _handshake.AnswerRequest(datagram, from, _time.Now())
            : TakeSealed(datagram, from, _time.Now());
        if (refusal != NetcodeRefusal.None)
            _counters.Add(refusal);
    }

    /// <summary>Lets go of silent clients and says to the others that the server is there.</summary>
    public void Update()
    {
        if (_isOver)
            return;
        TimeSpan now = _time.Now();
        _handshake.Pending.RemoveExpired(now);
        // By index: a callback may disconnect any of them.
        for (int index = 0; index < _slots.Count; index++)
        {
            if (_slots[index] is not { } client)
                continue;
            if (client.Path.IsSilent(now, client.TimeoutSeconds))
                End(client, NetcodeEndReason.TimedOut);
            else if (client.Path.IsUsedUp)
                End(client, NetcodeEndReason.SequencesUsedUp);
            else if (client.Path.IsSendDue(now))
                SendKeepAlive(client, now);
        }
    }

    /// <summary>Sends a payload to a client.</summary>
    /// <param name="client">Who.</param>
    /// <param name="payload">1 to 1,200 bytes.</param>
    /// <returns>False: the client is gone, or the link refused it.</returns>
    /// <exception cref="ArgumentException">The payload is empty or too long.</exception>
    public bool Send(ClientSlot client, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Length > NetcodeFormat.MaxPayloadBytes)
            Throw.SealedPayloadLength(payload.Length);
        if (!_slots.Has(client))
            return false;
        TimeSpan now = _time.Now();
        if (!client.IsConfirmed)
            SendKeepAlive(client, now);
        return client.Path.Send(NetcodePacketKind.Payload, payload, now);
    }

    /// <summary>Puts a client out, and tells it. Nothing happens when it is gone already.</summary>
    /// <param name="client">Who.</param>
    public void Disconnect(ClientSlot client)
    {
        if (!_slots.Has(client))
            return;
        client.Path.SendDisconnects(_time.Now());
        End(client, NetcodeEndReason.Closed);
    }

    /// <summary>Ends the run: puts everybody out and forgets the keys.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        for (int index = 0; index < _slots.Count; index++)
        {
            if (_slots[index] is { } client)
                Disconnect(client);
        }

        _handshake.Dispose();
    }

    private NetcodeRefusal TakeSealed(Span<byte> datagram, LinkAddress from, TimeSpan now)
    {
        NetcodeRefusal refusal = NetcodeHeader.Read(datagram, out NetcodeHeader header);
        if (refusal != NetcodeRefusal.None)
            return refusal;
        bool isConnected = _slots.TryGet(from, out ClientSlot? client);
        return header.Kind switch
        {
            NetcodePacketKind.Response when isConnected => NetcodeRefusal.AlreadyConnected,
            NetcodePacketKind.Response => TakeResponse(datagram, header, from, now),
            NetcodePacketKind.Denied or NetcodePacketKind.Challenge => NetcodeRefusal.UnexpectedKind,
            _ when isConnected => TakeFromClient(client!, datagram, header, now),
            _ => NetcodeRefusal.UnknownSender,
        };
    }

    private NetcodeRefusal TakeResponse(Span<byte> packet, in NetcodeHeader header, LinkAddress from, TimeSpan now)
    {
        NetcodeRefusal refusal = _handshake.TakeResponse(packet, header, from, now, out ClientSlot? client);
        if (client is not null)
        {
            SendKeepAlive(client, now);
            _handler.Connected(client);
        }

        return refusal;
    }

    private NetcodeRefusal TakeFromClient(
        ClientSlot client, Span<byte> packet, in NetcodeHeader header, TimeSpan now)
    {
        NetcodeRefusal refusal = client.Path.Open(packet, header, now, out Span<byte> body);
        if (refusal != NetcodeRefusal.None)
            return refusal;
        if (header.Kind == NetcodePacketKind.Disconnect)
        {
            End(client, NetcodeEndReason.ClosedByPeer);
            return NetcodeRefusal.None;
        }

        client.IsConfirmed = true;
        if (header.Kind == NetcodePacketKind.Payload)
            _handler.Received(client, body);
        return NetcodeRefusal.None;
    }

    private void SendKeepAlive(ClientSlot client, TimeSpan now)
    {
        Span<byte> body = stackalloc byte[KeepAliveBody.LengthBytes];
        KeepAliveBody.Write(body, client.Index, _slots.Count);
        client.Path.Send(NetcodePacketKind.KeepAlive, body, now);
    }

    private void End(ClientSlot client, NetcodeEndReason reason)
    {
        if (!_slots.Remove(client))
            return;
        client.Path.Dispose();
        _handler.Disconnected(client, reason);
    }
}
