namespace Replication.Transport;

/// <summary>
/// When the key of this side's packets changes: when it is old or has sealed many, and the peer has acked one under it.
/// A packet says one bit of its key, so a peer that has not seen this one could not tell the next from the one before.
/// </summary>
internal sealed class Rekeying
{
    /// <summary>2^20: three hours at 100 a second, far below what either cipher bears.</summary>
    public const int PacketsPerKey = 1 << 20;

    private readonly IPacketSeal _seal;
    private readonly TimeSpan _interval;
    private TimeSpan _changedAt;
    private long _firstNumber;

    public Rekeying(IPacketSeal seal, TimeSpan interval, TimeSpan now)
    {
        _seal = seal;
        _interval = interval;
        _changedAt = now;
    }

    /// <summary>Changes the key where it is time; between two packets.</summary>
    public void Update(SentPackets sent, TimeSpan now)
    {
        bool isDue = now - _changedAt >= _interval || sent.NextNumber - _firstNumber >= PacketsPerKey;
        if (!isDue || sent.NewestAcked < _firstNumber)
            return;
        _seal.ChangeKey();
        _changedAt = now;
        _firstNumber = sent.NextNumber;
    }
}
