namespace Replication.Transport;

/// <summary>
/// The rate of a session, from the queue on its path and from loss. Judges one <see cref="SendInterval"/> after the
/// other.
/// <list type="bullet">
/// <item>While no queue is seen and the rate is used, it climbs: twice in each round trip at the beginning, later by
/// so many bytes a second in each second, the more the longer no queue was seen. That number is the same for all
/// sessions of a path, whatever their rates and round trips.</item>
/// <item>When the queue reaches the target, the rate falls to 0.8 of what the path delivered: the rate that was sent,
/// over one plus the gradient of the delay. Before that the session takes back its own share of the queue: half of
/// what was delivered, for twice the time of the queue.</item>
/// <item>It falls as much when others have taken a queue back before it reached the target (<see cref="QueueCrest"/>).
/// </item>
/// <item>When more is lost than usual, it falls by half of that share, and comes back quickly afterwards.</item>
/// </list>
/// Equal climbs and proportional falls make sessions equal (Chiu and Jain 1989); climbing by the time since the last
/// queue is H-TCP's idea (Leith and Shorten 2004), falling to a share of the measured rate that of Google's congestion
/// control (draft-ietf-rmcat-gcc).
/// </summary>
internal sealed class RateController
{
    private const double FallTo = 0.8;
    private const double ReturnTo = 0.85;
    private const double DrainTo = 0.5;
    private const double MinGuiltShare = 0.25;
    private const double QuietShare = 0.7;
    private const double MinDeliveredShare = 0.9;
    private const double MuchLessShare = 0.7;
    private const double MaxDrainedSeconds = 0.5;

    // The target's share of what jumps about.
    private const double NoiseShare = 2;
    private const double JitterShare = 0.8;
    private const double MaxNoiseSeconds = 0.02;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RedrainInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LookDuration = TimeSpan.FromSeconds(0.5);

    private readonly CongestionOptions _options;
    private QueueTrend _trend;
    private QueueCrest _crest = new();
    private bool _isStarting = true;
    private bool _mayGrow = true;
    private bool _isArmed = true;
    private double _ackedRate;
    private double _rateBeforeLoss;
    private bool _isInLoss;
    private double _queueFloor;
    private double _drainRate;
    private double _deliveredAtFall;
    private TimeSpan _drainUntil;
    private TimeSpan _fellAt;
    private TimeSpan _lossSettledAt;
    private TimeSpan _silentUntil;
    private TimeSpan _nextLookAt;
    private TimeSpan _judgedAt;
    private TimeSpan _queueSeenAt;

    public RateController(CongestionOptions options, TimeSpan now)
    {
        _options = options;
        Rate = options.StartBytesPerSecond;
        _judgedAt = now;
        _queueSeenAt = now;
    }

    /// <summary>Bytes a second, apart from a drain.</summary>
    public double Rate { get; private set; }

    /// <summary>The end of a drain; until then the rate is <see cref="DrainRate"/>.</summary>
    public TimeSpan DrainUntil => _drainUntil;

    public double DrainRate => _drainRate;

    /// <summary>How far delays jump from packet to packet, in seconds; zero on a quiet path.</summary>
    public double JitterSeconds => _trend.JitterSeconds;

    /// <summary>Takes what became of an interval.</summary>
    /// <param name="interval">The oldest that was not judged yet.</param>
    /// <param name="now">The time.</param>
    /// <param name="loopDelay">How long it takes until a change of the rate is seen.</param>
    public void Judge(in SendInterval interval, TimeSpan now, TimeSpan loopDelay)
    {
        if (interval.IsUsed)
            _ackedRate = interval.AckedBytes / interval.Seconds;
        if (!interval.HasDelay)
            return;
        _trend.Note(interval, _isStarting);
        double seconds = Math.Clamp((now - _judgedAt).TotalSeconds, 0, 0.5);
        _judgedAt = now;
        // What was sent before the last fall took effect says nothing about it.
        if (interval.StartedAt < _drainUntil)
        {
            LookBack(interval, now);
            return;
        }

        double target = Target();
        _queueFloor = Math.Min(_queueFloor, _trend.ExcessSeconds);
        if (_trend.ExcessSeconds < QuietShare * target)
            _isArmed = true;
        else
            _queueSeenAt = now;
        bool hasPassed = _crest.Passes(_trend, target);
        if (_trend.ExcessSeconds >= target)
            MeetQueue(interval, target, now, loopDelay);
        else if (hasPassed && !_isStarting && MayBeOurs(interval))
            Fall(interval, Math.Min(Rate, Delivered(interval)), now, loopDelay);
        else if (interval.IsUsed && _mayGrow)
            Grow(interval, now, seconds, loopDelay.TotalSeconds);
    }

    /// <summary>Takes a round of losses.</summary>
    public void JudgeLoss(in LossRound round, TimeSpan now, TimeSpan loopDelay)
    {
        _mayGrow = round.IsClean;
        if (now < _lossSettledAt)
            return;
        if (round.IsHeavy)
        {
            EnterLoss();
            SetRate(Rate * (1 - 0.5 * round.Excess));
            _lossSettledAt = now + loopDelay;
            LookAtEmptyPath(now, loopDelay);
        }
        else if (round.IsClean && _isInLoss)
        {
            _isInLoss = false;
            _trend.TakeAsUsual();
            SetRate(Math.Max(Rate, 0.5 * _rateBeforeLoss));
        }
    }

    /// <summary>Nothing comes back from the peer: half the rate, at most once in each timeout.</summary>
    /// <param name="now">The time.</param>
    /// <param name="timeout">After so long the ack of a packet is overdue.</param>
    /// <param name="heardAt">When the last ack came.</param>
    public void NoteSilence(TimeSpan now, TimeSpan timeout, TimeSpan heardAt)
    {
        // Where much is lost both ways, some timeouts are no silence.
        if (now < _silentUntil || now - heardAt < 2 * timeout)
            return;
        _silentUntil = now + timeout;
        EnterLoss();
        SetRate(0.5 * Rate);
    }

    private void EnterLoss()
    {
        // What the path delivered when it last had a queue is known, wherever the rate was in its climb.
        double known = Math.Max(ReturnTo * _rateBeforeLoss, FallTo / ReturnTo * _deliveredAtFall);
        if (_isStarting)
            EndStart();
        else if (!_isInLoss)
            _rateBeforeLoss = Math.Max(Rate, known);
        _isInLoss = true;
    }

    // A beginning that ends by loss ends on a full queue that others may have made: what came through it is all that is
    // known, and half of a rate that was only tried would keep it full. It does not end before anything came through at
    // that rate: what was sent below it says nothing about it.
    private void EndStart()
    {
        _rateBeforeLoss = _ackedRate;
        _isStarting = _ackedRate == 0;
        if (!_isStarting)
            SetRate(Math.Min(Rate, _ackedRate));
    }

    private double Target()
    {
        double jumps = NoiseShare * _trend.NoiseSeconds + JitterShare * _trend.JitterSeconds;
        return _options.TargetDelay.TotalSeconds + Math.Min(jumps, MaxNoiseSeconds);
    }

    // Falling once for a queue is enough, where the path delivers what is sent and the queue does not grow again: more
    // would be for one that others make. And a session that hardly sends did not make it either.
    private void MeetQueue(in SendInterval interval, double target, TimeSpan now, TimeSpan loopDelay)
    {
        _isStarting &= !interval.IsUsed;
        double delivered = Math.Min(Rate, Delivered(interval));
        bool isOurs = _isArmed
            || _trend.ExcessSeconds > _queueFloor + target
            || delivered < MinDeliveredShare * interval.SentRate;
        if (!MayBeOurs(interval))
            return;
        if (isOurs)
            Fall(interval, delivered, now, loopDelay);
        // Nor may it stay because everybody waits: the own share of it goes now and then.
        else if (now - _drainUntil >= RedrainInterval + 2 * loopDelay)
            BeginDrain(interval, delivered, now);
    }

    private void Fall(in SendInterval interval, double delivered, TimeSpan now, TimeSpan loopDelay)
    {
        BeginDrain(interval, delivered, now);
        _crest.NoteFall();
        _fellAt = now;
        _isArmed = false;
        _queueFloor = double.MaxValue;
        _isInLoss = false;
        _lossSettledAt = _drainUntil + loopDelay;
        SetRate(Math.Max(FallTo * delivered, interval.IsUsed ? 0 : 0.5 * Rate));
    }

    private static bool MayBeOurs(in SendInterval interval) =>
        interval.SentRate >= MinGuiltShare * interval.AllowedRate;

    // Where the queue is full, it grows no more, and what is lost was not delivered.
    private double Delivered(in SendInterval interval)
    {
        double acked = (double)interval.AckedBytes / interval.Bytes;
        double share = acked < MinDeliveredShare ? acked : 1 / (1 + Math.Max(0, _trend.Gradient));
        return interval.SentRate * share;
    }

    // What was sent before the fall tells more of what the path delivers, where that has just become much less.
    private void LookBack(in SendInterval interval, TimeSpan now)
    {
        double delivered = Delivered(interval);
        if (interval.StartedAt >= _fellAt || !interval.IsUsed || delivered >= MuchLessShare * _deliveredAtFall)
            return;
        BeginDrain(interval, delivered, now);
        SetRate(FallTo * delivered);
    }

    private void BeginDrain(in SendInterval interval, double delivered, TimeSpan now)
    {
        // What was sent since came on top.
        double since = Math.Max(0, _trend.Gradient) * (now - interval.QueueSeenBy).TotalSeconds;
        double depth = Math.Min(MaxDrainedSeconds, _trend.ExcessSeconds + since);
        _drainRate = Math.Max(_options.MinBytesPerSecond, DrainTo * delivered);
        _drainUntil = now + TimeSpan.FromSeconds(depth / (1 - DrainTo));
        _deliveredAtFall = delivered;
        _rateBeforeLoss = Math.Min(_rateBeforeLoss, delivered);
    }

    // Much is lost and no queue was seen: perhaps it was there from the beginning, and the shortest round trip has it
    // in it. Then a moment of nearly nothing shows the path without it.
    private void LookAtEmptyPath(TimeSpan now, TimeSpan loopDelay)
    {
        if (now < _nextLookAt || now - _queueSeenAt <= loopDelay)
            return;
        _nextLookAt = now + LookInterval;
        _drainRate = _options.MinBytesPerSecond;
        _drainUntil = now + LookDuration;
    }

    private void Grow(in SendInterval interval, TimeSpan now, double seconds, double loopSeconds)
    {
        // A burst that was saved up says nothing about a higher rate.
        double sent = Math.Min(interval.SentRate, interval.AllowedRate);
        double known = ReturnTo * _rateBeforeLoss;
        if (_isStarting || Rate < known)
        {
            SetRate(Math.Max(Rate, _isStarting ? 2 * sent : Math.Min(2 * sent, known)));
            return;
        }

        double calm = (now - _queueSeenAt).TotalSeconds;
        double climb = RateClimb.At(Rate, calm, loopSeconds, _trend.JitterSeconds);
        SetRate(Math.Min(Rate + climb * seconds, Math.Max(Rate, 1.5 * sent)));
    }

    private void SetRate(double rate) =>
        Rate = Math.Clamp(rate, _options.MinBytesPerSecond, _options.MaxBytesPerSecond);
}
