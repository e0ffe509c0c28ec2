namespace Replication.Transport;

/// <summary>
/// The share of packets lost, in rounds of so many that a share means something, against the share that the path loses
/// however little is sent: a lower envelope of the rounds.
/// </summary>
internal struct LossRounds
{
    private const int FullRound = 20;
    private const int SmallRound = 4;
    private const double MaxUsualRatio = 0.8;

    private int _delivered;
    private int _lost;
    private double _usual;
    private TimeSpan _startedAt;

    public void CountDelivered() => _delivered++;

    public void CountLost() => _lost++;

    /// <summary>Ends the round where enough was resolved, or some and enough time has passed.</summary>
    public bool TryTake(TimeSpan now, TimeSpan minDuration, out LossRound round)
    {
        round = default;
        int count = _delivered + _lost;
        TimeSpan duration = now - _startedAt;
        if (duration < minDuration || count < SmallRound || (count < FullRound && duration < 4 * minDuration))
            return false;
        double ratio = (double)_lost / count;
        round = new LossRound(_lost, ratio, Math.Max(0, ratio - _usual));
        _usual += (ratio - _usual) * (ratio < _usual ? 0.3 : 0.1);
        _usual = Math.Min(_usual, MaxUsualRatio);
        _delivered = 0;
        _lost = 0;
        _startedAt = now;
        return true;
    }
}

/// <summary>One round.</summary>
/// <param name="LostCount">How many packets.</param>
/// <param name="Ratio">Their share.</param>
/// <param name="Excess">By how much it is over what the path loses anyway.</param>
internal readonly record struct LossRound(int LostCount, double Ratio, double Excess)
{
    /// <summary>So much is lost that the rate must fall.</summary>
    public bool IsHeavy => LostCount >= 3 && Excess > 0.1;

    /// <summary>So little that the rate may rise.</summary>
    public bool IsClean => Excess <= 0.05;
}
