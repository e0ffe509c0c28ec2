namespace Replication.Transport;

/// <summary>
/// Carries a client's datagrams as netcode payloads, to whichever of the token's servers took it. One token at a time.
/// </summary>
internal sealed class NetcodeClientLink : ILink, INetcodeClientHandler
{
    private readonly ILink _link;
    private readonly TimeProvider _time;
    private readonly IAeadSource _ciphers;
    private NetcodeClient? _client;
    private ConnectToken? _token;
    private int _payloadBytes;

    public NetcodeClientLink(ILink link, TimeProvider time, IAeadSource ciphers)
    {
        _link = link;
        _time = time;
        _ciphers = ciphers;
    }

    public LinkAddress LocalAddress => _link.LocalAddress;

    public bool IsEncrypted => true;

    public int MaxDatagramBytes => NetcodeFormat.PayloadBytesIn(_link.MaxDatagramBytes);

    public NetcodeClientState State => _client?.State ?? NetcodeClientState.Disconnected;

    public NetcodeEndReason EndReason => _client?.EndReason ?? NetcodeEndReason.None;

    public NetcodeCounters? Counters => _client?.Counters;

    /// <summary>The server that is being tried, or that took the token.</summary>
    public LinkAddress Server => _client?.Server ?? default;

    /// <summary>Begins with a token that was not used yet.</summary>
    public void Connect(ConnectToken token)
    {
        // The keys would seal other packets with the same numbers.
        if (token == _token)
            Throw.TokenUsedTwice();
        _token = token;
        _client?.Dispose();
        _client = new NetcodeClient(_link, token, _time, this, _ciphers);
        _client.Connect();
        _client.Update();
    }

    /// <summary>Leaves, and says so.</summary>
    public void Disconnect() => _client?.Disconnect();

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to) => _client?.Send(datagram) ?? false;

    public void Flush() => _link.Flush();

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_link.TryReceive(buffer, out received))
        {
            _payloadBytes = 0;
            _client?.Take(buffer[..received.LengthBytes], received.From);
            if (_payloadBytes == 0)
                continue;
            int offset = received.LengthBytes - IAead.TagBytes - _payloadBytes;
            buffer.Slice(offset, _payloadBytes).CopyTo(buffer);
            received = received with { LengthBytes = _payloadBytes };
            return true;
        }

        _client?.Update();
        return false;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _link.Dispose();
    }

    void INetcodeClientHandler.Connected()
    {
        // State says it.
    }

    void INetcodeClientHandler.Received(ReadOnlySpan<byte> payload) => _payloadBytes = payload.Length;

    void INetcodeClientHandler.Disconnected(NetcodeEndReason reason)
    {
        // EndReason says it.
    }
}
