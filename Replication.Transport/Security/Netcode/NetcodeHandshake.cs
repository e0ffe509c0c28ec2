using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>
/// The server's half of the way to a slot: a good request gets a challenge, a good response a slot. Until then a
/// client costs its entry among the pending ones and in the history, and no answer is longer than its question.
/// </summary>
internal sealed class NetcodeHandshake : IDisposable
{
    private readonly ILink _link;
    private readonly NetcodeServerOptions _options;
    private readonly ClientSlots _slots;
    private readonly TokenGate _gate;
    private readonly ChallengeTokens _challenges;
    private readonly PendingClients _pending;
    private readonly byte[] _sendBuffer = new byte[NetcodeFormat.MaxPacketBytes];
    private NonceCounter _sequences = NonceCounter.ForGlobalPackets();

    public NetcodeHandshake(ILink link, NetcodeServerOptions options, TimeProvider time, ClientSlots slots)
    {
        _link = link;
        _options = options;
        _slots = slots;
        _gate = new TokenGate(options, time, refusesBeforeStart: true);
        _challenges = new ChallengeTokens(options.Ciphers, options.Random);
        _pending = new PendingClients(options.MaxPendingClients);
    }

    public ConnectTokenHistory History => _gate.History;

    public PendingClients Pending => _pending;

    public NetcodeRefusal AnswerRequest(ReadOnlySpan<byte> packet, LinkAddress from, TimeSpan now)
    {
        NetcodeRefusal refusal = ConnectionRequest.Read(packet, _options.ProtocolId, out ConnectionRequest request);
        if (refusal == NetcodeRefusal.None)
            refusal = _slots.HasAddress(from) ? NetcodeRefusal.AlreadyConnected : _gate.Check(request, from);
        if (refusal != NetcodeRefusal.None)
            return refusal;

        Span<byte> text = stackalloc byte[PrivateConnectToken.TextBytes];
        Span<LinkAddress> servers = stackalloc LinkAddress[NetcodeFormat.MaxServers];
        refusal = _gate.Open(request, text, servers, out PrivateConnectToken token);
        if (refusal == NetcodeRefusal.None)
            refusal = Answer(request, token, from, now);
        text.Clear();
        return refusal;
    }

    /// <summary>Takes the response of a pending client.</summary>
    /// <param name="packet">Is opened in place.</param>
    /// <param name="header">What was read from it.</param>
    /// <param name="from">Its sender.</param>
    /// <param name="now">The time.</param>
    /// <param name="client">The client in its new slot.</param>
    public NetcodeRefusal TakeResponse(
        Span<byte> packet, in NetcodeHeader header, LinkAddress from, TimeSpan now, out ClientSlot? client)
    {
        client = null;
        if (!_pending.TryGet(from, now, out PendingClient? pending))
            return NetcodeRefusal.UnknownSender;
        if (_slots.HasClient(pending.ClientId))
            return NetcodeRefusal.AlreadyConnected;
        if (!pending.Seal.TryOpen(packet, header, out Span<byte> body))
            return NetcodeRefusal.NotOpened;
        Span<byte> challengeToken = ChallengeBody.Token(body);
        if (!_challenges.TryOpen(challengeToken, ChallengeBody.ReadSequence(body), out Challenge challenge)
            || challenge.TokenTag != pending.TokenTag)
        {
            return NetcodeRefusal.BadChallenge;
        }

        if (_slots.IsFull)
            return Deny(pending.Seal, from);
        client = Admit(pending, challenge.UserData, now);
        return NetcodeRefusal.None;
    }

    public void Dispose()
    {
        _gate.Dispose();
        _challenges.Dispose();
        _pending.Dispose();
    }

    private NetcodeRefusal Answer(
        in ConnectionRequest request, in PrivateConnectToken token, LinkAddress from, TimeSpan now)
    {
        if (_slots.HasClient(token.ClientId))
            return NetcodeRefusal.AlreadyConnected;
        _gate.Remember(request, from);
        if (_slots.IsFull)
            return Deny(token, from);
        return TryGetPending(request, token, from, now, out PendingClient? pending)
            ? SendChallenge(pending, token.UserData)
            : NetcodeRefusal.PendingFull;
    }

    // A repeated request finds its keys imported.
    private bool TryGetPending(
        in ConnectionRequest request,
        in PrivateConnectToken token,
        LinkAddress from,
        TimeSpan now,
        [NotNullWhen(true)] out PendingClient? pending)
    {
        bool isKnown = _pending.TryGet(from, now, out pending) && pending.TokenTag == request.TokenTag;
        if (!isKnown)
        {
            if (!_pending.HasRoom(from, now))
                return false;
            pending = new PendingClient
            {
                Address = from,
                ClientId = token.ClientId,
                TokenTag = request.TokenTag,
                TimeoutSeconds = token.TimeoutSeconds,
                Seal = CreateSeal(token),
            };
            _pending.Set(pending);
        }

        TimeSpan remaining = _gate.Remaining(request);
        var timeout = TimeSpan.FromSeconds(token.TimeoutSeconds);
        pending!.ExpiresAt = now + (token.TimeoutSeconds > 0 && timeout < remaining ? timeout : remaining);
        return true;
    }

    private NetcodeRefusal SendChallenge(PendingClient pending, ReadOnlySpan<byte> userData)
    {
        Span<byte> body = stackalloc byte[ChallengeBody.LengthBytes];
        var challenge = new Challenge
        {
            ClientId = pending.ClientId,
            UserData = userData,
            TokenTag = pending.TokenTag,
        };
        if (!_challenges.TryWrite(ChallengeBody.Token(body), challenge, out ulong challengeSequence))
            return NetcodeRefusal.SequencesUsedUp;
        ChallengeBody.WriteSequence(body, challengeSequence);
        return Send(pending.Seal, NetcodePacketKind.Challenge, body, pending.Address);
    }

    // Who is told no takes no place among the pending ones.
    private NetcodeRefusal Deny(in PrivateConnectToken token, LinkAddress to)
    {
        using NetcodeSeal seal = CreateSeal(token);
        return Deny(seal, to);
    }

    private NetcodeRefusal Deny(NetcodeSeal seal, LinkAddress to)
    {
        NetcodeRefusal refusal = Send(seal, NetcodePacketKind.Denied, default, to);
        return refusal == NetcodeRefusal.None ? NetcodeRefusal.ServerFull : refusal;
    }

    private NetcodeRefusal Send(NetcodeSeal seal, NetcodePacketKind kind, ReadOnlySpan<byte> body, LinkAddress to)
    {
        if (!_sequences.TryTake(out ulong sequence))
            return NetcodeRefusal.SequencesUsedUp;
        _link.Send(seal.Seal(_sendBuffer, kind, sequence, body), to);
        return NetcodeRefusal.None;
    }

    private NetcodeSeal CreateSeal(in PrivateConnectToken token) =>
        new(_options.Ciphers, _options.ProtocolId, token.ServerToClientKey, token.ClientToServerKey);

    private ClientSlot Admit(PendingClient pending, ReadOnlySpan<byte> userData, TimeSpan now)
    {
        _pending.Release(pending);
        _gate.Consume(pending.TokenTag);
        var path = new SealedPath(_link, pending.Seal, NonceCounter.ForSession());
        path.TurnTo(pending.Address, now);
        var client = new ClientSlot(_slots.FindFree(), pending, userData, path);
        _slots.Add(client);
        return client;
    }
}
