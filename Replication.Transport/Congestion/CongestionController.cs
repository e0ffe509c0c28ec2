namespace Replication.Transport;

/// <summary>
/// How many bytes a session may send now. Hears of everything that is sent, acked and lost; passes on what that says
/// about the path to the rate, and fills the bucket at it. Allocates nothing after it is made.
/// </summary>
internal sealed class CongestionController
{
    private const double MinIntervalSeconds = 0.05;
    private const double MaxIntervalSeconds = 0.2;

    // Where delays jump about, the shortest of many is needed to see the queue under them.
    private const double IntervalsPerJitter = 14;

    // Less is not worth a packet's headers, and a packet should not take longer than so.
    private const int MinUsefulBytes = 300;
    private const double UsefulSeconds = 0.01;

    private readonly SendIntervals _intervals = new();
    private readonly RateController _rate;
    private TokenBucket _bucket;
    private QueueDelay _queue;
    private LossRounds _losses;
    private TimeSpan _intervalDuration = TimeSpan.FromSeconds(MinIntervalSeconds);
    private TimeSpan _loopDelay = TimeSpan.FromSeconds(0.5);

    /// <param name="options">The limits of the rate.</param>
    /// <param name="now">The time.</param>
    /// <param name="roundTrip">The handshake's: its packets met no queue of the session's own making.</param>
    public CongestionController(CongestionOptions options, TimeSpan now, TimeSpan? roundTrip)
    {
        _rate = new RateController(options, now);
        _bucket = new TokenBucket(options.MaxBurst, options.StartBurstBytes, now);
        _queue = new QueueDelay(now, roundTrip);
    }

    /// <summary>Bytes a second.</summary>
    public double Rate => _rate.Rate;

    /// <summary>The queue that was last seen on the path, in seconds.</summary>
    public double QueueSeconds { get; private set; }

    /// <summary>What may be sent now; zero where it is too little to be worth a packet.</summary>
    /// <param name="now">The time.</param>
    /// <param name="packetBytes">The largest packet.</param>
    public int Available(TimeSpan now, int packetBytes)
    {
        Fill(now);
        return _bucket.Bytes < UsefulBytes(packetBytes) ? 0 : (int)Math.Min(_bucket.Bytes, int.MaxValue);
    }

    /// <summary>Notes a packet that goes out.</summary>
    /// <returns>Its place in its tick's burst, for <see cref="NoteDelay"/>.</returns>
    public ushort NoteSent(long number, int bytes, TimeSpan now)
    {
        Fill(now);
        _bucket.Take(bytes, _rate.Rate);
        _intervals.Add(number, bytes, now, _intervalDuration, AllowedRate(now));
        return _queue.NoteSent(now, bytes);
    }

    /// <summary>Takes in that the peer has a packet.</summary>
    /// <param name="number">The packet.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="isLossKnown">Whether it would have been told if it had been lost.</param>
    public void NoteDelivered(long number, int bytes, bool isLossKnown)
    {
        if (isLossKnown)
            _losses.CountDelivered();
        _intervals.AddAck(number, bytes);
    }

    public void NoteLost() => _losses.CountLost();

    public void NoteSilence(TimeSpan now, TimeSpan timeout, TimeSpan heardAt) =>
        _rate.NoteSilence(now, timeout, heardAt);

    /// <summary>Takes the round trip of the newest packet that an ack names.</summary>
    /// <param name="number">The packet.</param>
    /// <param name="sentAt">When it went out.</param>
    /// <param name="place">What <see cref="NoteSent"/> gave for it.</param>
    /// <param name="roundTrip">Without the peer's ack delay.</param>
    /// <param name="at">When the ack came.</param>
    public void NoteDelay(long number, TimeSpan sentAt, ushort place, TimeSpan roundTrip, TimeSpan at)
    {
        double queue = _queue.Measure(roundTrip.TotalSeconds, place, _rate.Rate, at);
        QueueSeconds = Math.Max(0, queue);
        _intervals.AddDelay(number, queue, sentAt);
    }

    /// <summary>Judges what an ack has completed.</summary>
    /// <param name="ackedNumber">The newest packet that it names.</param>
    /// <param name="smoothedRoundTrip">As it is now.</param>
    /// <param name="now">The time.</param>
    public void Judge(long ackedNumber, TimeSpan smoothedRoundTrip, TimeSpan now)
    {
        double seconds = Math.Clamp(smoothedRoundTrip.TotalSeconds / 2, MinIntervalSeconds, MaxIntervalSeconds);
        _intervalDuration = TimeSpan.FromSeconds(seconds + IntervalsPerJitter * _rate.JitterSeconds);
        // What accrued until now accrued at the rate until now.
        Fill(now);
        while (_intervals.TryTake(ackedNumber, out SendInterval interval))
        {
            _loopDelay = smoothedRoundTrip + TimeSpan.FromSeconds(Math.Min(interval.Seconds, 1));
            _rate.Judge(interval, now, _loopDelay);
        }
    }

    /// <summary>Judges what was lost.</summary>
    public void JudgeLoss(TimeSpan now)
    {
        if (!_losses.TryTake(now, _loopDelay, out LossRound round))
            return;
        Fill(now);
        _rate.JudgeLoss(round, now, _loopDelay);
    }

    private double AllowedRate(TimeSpan now) => now < _rate.DrainUntil ? _rate.DrainRate : _rate.Rate;

    private void Fill(TimeSpan now)
    {
        if (_bucket.FilledAt < _rate.DrainUntil)
            _bucket.Fill(now < _rate.DrainUntil ? now : _rate.DrainUntil, _rate.DrainRate);
        _bucket.Fill(now, _rate.Rate);
    }

    private double UsefulBytes(int packetBytes) =>
        Math.Min(packetBytes, Math.Max(MinUsefulBytes, UsefulSeconds * _rate.Rate));
}
