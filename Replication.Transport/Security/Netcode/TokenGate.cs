namespace Replication.Transport;

/// <summary>
/// Judges connection requests, what costs nothing first. A server's run begins with it: the sequence numbers of a new
/// run are those of the one before, so a token that may have been used then must not come in again. Tokens made after
/// the start expire no earlier than the start plus the longest life of a token, and the gate takes no others (the
/// restart rule of netcode 1.4.5); that no token lives longer is checked too, so that the rule does not hang on how
/// the backend is set up.
/// </summary>
internal sealed class TokenGate : IDisposable
{
    private readonly NetcodeServerOptions _options;
    private readonly TimeProvider _time;
    private readonly PrivateTokenSeal _seal;
    private readonly ConnectTokenHistory _history;
    private readonly ulong _maxLifetimeSeconds;
    private readonly ulong _earliestExpiry;
    private ulong _unixNow;

    /// <param name="options">Key, addresses and limits.</param>
    /// <param name="time">Its calendar says what has expired.</param>
    /// <param name="refusesBeforeStart">
    /// Whether the restart rule holds. It need not where no two sessions of a token have the same keys.
    /// </param>
    public TokenGate(NetcodeServerOptions options, TimeProvider time, bool refusesBeforeStart)
    {
        _options = options;
        _time = time;
        _seal = new PrivateTokenSeal(options.Ciphers, options.PrivateKey.Span, options.ProtocolId);
        _history = new ConnectTokenHistory(options.MaxRememberedTokens);
        _maxLifetimeSeconds = (ulong)options.MaxTokenLifetime.TotalSeconds;
        _earliestExpiry = refusesBeforeStart ? UnixNow() + _maxLifetimeSeconds : 0;
    }

    public ConnectTokenHistory History => _history;

    /// <summary>All that can be said without opening the token. Changes nothing.</summary>
    public NetcodeRefusal Check(scoped in ConnectionRequest request, LinkAddress from)
    {
        ulong now = UnixNow();
        if (request.ExpireTimestamp <= now)
            return NetcodeRefusal.TokenExpired;
        if (request.ExpireTimestamp < _earliestExpiry)
            return NetcodeRefusal.TokenBeforeStart;
        if (request.ExpireTimestamp - now > _maxLifetimeSeconds)
            return NetcodeRefusal.TokenTooLong;
        return _history.Find(request.TokenTag, from, now) switch
        {
            TokenStanding.Refused => NetcodeRefusal.TokenUsed,
            TokenStanding.HistoryFull => NetcodeRefusal.HistoryFull,
            _ => NetcodeRefusal.None,
        };
    }

    /// <summary>Opens the token of a request that passed <see cref="Check"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="text">Room for <see cref="PrivateConnectToken.TextBytes"/>; the token lies in it.</param>
    /// <param name="servers">Room for <see cref="NetcodeFormat.MaxServers"/>; likewise.</param>
    /// <param name="token">The token.</param>
    public NetcodeRefusal Open(
        scoped in ConnectionRequest request,
        Span<byte> text,
        Span<LinkAddress> servers,
        out PrivateConnectToken token)
    {
        token = default;
        if (!_seal.TryOpen(request.Private, request.ExpireTimestamp, request.Nonce, text)
            || !PrivateConnectToken.TryRead(text, servers, out token))
        {
            return NetcodeRefusal.BadToken;
        }

        foreach (LinkAddress address in _options.PublicAddresses)
        {
            if (token.Servers.Contains(address))
                return NetcodeRefusal.None;
        }

        return NetcodeRefusal.OtherServer;
    }

    /// <summary>Remembers that this address asked with the token.</summary>
    public void Remember(scoped in ConnectionRequest request, LinkAddress from)
    {
        if (_history.Find(request.TokenTag, from, UnixNow()) == TokenStanding.Unseen)
            _history.AddPending(request.TokenTag, from, request.ExpireTimestamp);
    }

    /// <summary>The token's client has its slot: nobody comes in with it again.</summary>
    public void Consume(UInt128 tokenTag) => _history.Consume(tokenTag);

    /// <summary>How long the token in a request still lives.</summary>
    public TimeSpan Remaining(scoped in ConnectionRequest request) =>
        TimeSpan.FromSeconds(request.ExpireTimestamp - _unixNow);

    public void Dispose() => _seal.Dispose();

    // Never goes back, else a clock that is set would bring a token back that was forgotten as expired.
    private ulong UnixNow()
    {
        _unixNow = Math.Max(_unixNow, (ulong)Math.Max(0, _time.GetUtcNow().ToUnixTimeSeconds()));
        return _unixNow;
    }
}
