namespace Replication.Transport;

/// <summary>
/// Carries a server's datagrams as the payloads of netcode clients: who has no slot is not heard. The end of one
/// <see cref="TryReceive"/> loop is also netcode's turn to say that it is there and to let go of the silent.
/// </summary>
internal sealed class NetcodeServerLink : ILink, INetcodeServerHandler
{
    private readonly ILink _link;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly NetcodeServer _server;
    private int _payloadBytes;

    /// <param name="link">Carries the packets; disposed with this.</param>
    /// <param name="options">Key, addresses and limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long a slot may be without a session.</param>
    public NetcodeServerLink(ILink link, NetcodeServerOptions options, TimeProvider time, TimeSpan patience)
    {
        _link = link;
        _time = time;
        _patience = patience;
        _server = new NetcodeServer(link, options, time, this);
    }

    public LinkAddress LocalAddress => _link.LocalAddress;

    public bool IsEncrypted => true;

    public int MaxDatagramBytes => NetcodeFormat.PayloadBytesIn(_link.MaxDatagramBytes);

    public NetcodeCounters Counters => _server.Counters;

    /// <summary>Is told of a client whose slot is free again, from inside <see cref="TryReceive"/>.</summary>
    public Action<LinkAddress, NetcodeEndReason>? Left { get; set; }

    /// <summary>The client at an address; null: none.</summary>
    public ClientSlot? Find(LinkAddress address) => _server.Slots.TryGet(address, out ClientSlot? slot) ? slot : null;

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to) =>
        _server.Slots.TryGet(to, out ClientSlot? client) && _server.Send(client, datagram);

    public void Flush() => _link.Flush();

    public void Close(LinkAddress peer) => _link.Close(peer);

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_link.TryReceive(buffer, out received))
        {
            _payloadBytes = 0;
            _server.Take(buffer[..received.LengthBytes], received.From);
            if (_payloadBytes == 0)
                continue;
            // Before the payload is netcode's header, behind it the tag.
            int offset = received.LengthBytes - IAead.TagBytes - _payloadBytes;
            buffer.Slice(offset, _payloadBytes).CopyTo(buffer);
            received = received with { LengthBytes = _payloadBytes };
            return true;
        }

        _server.Update();
        ReleaseIdle();
        return false;
    }

    /// <summary>Frees the slot of a client whose session is over, and tells it.</summary>
    public void Release(LinkAddress address)
    {
        if (_server.Slots.TryGet(address, out ClientSlot? client))
            _server.Disconnect(client);
    }

    public void Dispose()
    {
        _server.Dispose();
        _link.Dispose();
    }

    void INetcodeServerHandler.Connected(ClientSlot client) => client.ConnectedAt = _time.Now();

    void INetcodeServerHandler.Received(ClientSlot client, ReadOnlySpan<byte> payload) =>
        _payloadBytes = payload.Length;

    void INetcodeServerHandler.Disconnected(ClientSlot client, NetcodeEndReason reason) =>
        Left?.Invoke(client.Remote, reason);

    // A client that speaks netcode and begins no session holds a slot for nothing.
    private void ReleaseIdle()
    {
        TimeSpan now = _time.Now();
        for (int index = 0; index < _server.Slots.Count; index++)
        {
            if (_server.Slots[index] is { HasSession: false } client && now - client.ConnectedAt >= _patience)
                _server.Disconnect(client);
        }
    }
}
