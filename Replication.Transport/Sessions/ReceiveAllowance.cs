namespace Replication.Transport;

/// <summary>
/// What one session may still bring within one Receive. Only packets that opened and were not seen before use it up, so
/// that nobody who forges or repeats the peer's packets can; once it is used up, no payload of the session is opened.
/// </summary>
internal struct ReceiveAllowance
{
    private readonly int _maxPackets;
    private readonly int _maxBytes;
    private int _packetsLeft;
    private int _bytesLeft;

    public ReceiveAllowance(int maxPackets, int maxBytes)
    {
        _maxPackets = maxPackets;
        _maxBytes = maxBytes;
        Renew();
    }

    public readonly bool IsUsedUp => _packetsLeft <= 0 || _bytesLeft <= 0;

    public void Take(int lengthBytes)
    {
        _packetsLeft--;
        _bytesLeft -= lengthBytes;
    }

    public void Renew()
    {
        _packetsLeft = _maxPackets;
        _bytesLeft = _maxBytes;
    }
}
