namespace Replication.Transport;

/// <summary>
/// One peer's sealed packets, both ways: numbers and seals what goes, opens what comes and lets each packet in once,
/// and knows when either happened last. Sending and opening allocate nothing.
/// </summary>
internal sealed class SealedPath : IDisposable
{
    private readonly ILink _link;
    private readonly NetcodeSeal _seal;
    private readonly byte[] _sendBuffer = new byte[NetcodeFormat.MaxPacketBytes];
    private ReplayWindow _window;
    private NonceCounter _sequences;
    private TimeSpan _sentAt;
    private TimeSpan _receivedAt;

    public SealedPath(ILink link, NetcodeSeal seal, NonceCounter sequences)
    {
        _link = link;
        _seal = seal;
        _sequences = sequences;
    }

    public LinkAddress Remote { get; private set; }

    public bool IsUsedUp => _sequences.IsUsedUp;

    /// <summary>
    /// Turns to a peer that has not been heard of yet. The sequence numbers go on: they belong to the key, and the
    /// key stays.
    /// </summary>
    public void TurnTo(LinkAddress remote, TimeSpan now)
    {
        Remote = remote;
        _window = default;
        _receivedAt = now;
        _sentAt = now - NetcodeFormat.SendInterval;
    }

    /// <returns>False: the link refused it, or the key has no number left.</returns>
    public bool Send(NetcodePacketKind kind, ReadOnlySpan<byte> body, TimeSpan now)
    {
        if (!_sequences.TryTake(out ulong sequence))
            return false;
        _sentAt = now;
        return _link.Send(_seal.Seal(_sendBuffer, kind, sequence, body), Remote);
    }

    /// <summary>Notes that a packet went that needs no seal.</summary>
    public void NoteSent(TimeSpan now) => _sentAt = now;

    /// <summary>Says goodbye as often as the standard has it, since nothing will be repeated.</summary>
    public void SendDisconnects(TimeSpan now)
    {
        for (int index = 0; index < NetcodeFormat.DisconnectPacketCount; index++)
            Send(NetcodePacketKind.Disconnect, default, now);
    }

    /// <summary>Opens a packet in place.</summary>
    /// <param name="packet">All of the datagram.</param>
    /// <param name="header">What was read from it.</param>
    /// <param name="now">When, for <see cref="IsSilent"/>.</param>
    /// <param name="body">Its body, within the packet.</param>
    public NetcodeRefusal Open(Span<byte> packet, in NetcodeHeader header, TimeSpan now, out Span<byte> body)
    {
        body = default;
        bool isNumbered = header.Kind >= NetcodePacketKind.KeepAlive;
        if (isNumbered && !_window.CanTake(header.Sequence))
            return NetcodeRefusal.Replayed;
        if (!_seal.TryOpen(packet, header, out body))
            return NetcodeRefusal.NotOpened;
        if (isNumbered)
            _window.Take(header.Sequence);
        _receivedAt = now;
        return NetcodeRefusal.None;
    }

    public bool IsSendDue(TimeSpan now) => now - _sentAt >= NetcodeFormat.SendInterval;

    /// <param name="now">The time.</param>
    /// <param name="timeoutSeconds">The token's; zero or less: never.</param>
    public bool IsSilent(TimeSpan now, int timeoutSeconds) =>
        timeoutSeconds > 0 && now - _receivedAt >= TimeSpan.FromSeconds(timeoutSeconds);

    public void Dispose() => _seal.Dispose();
}
