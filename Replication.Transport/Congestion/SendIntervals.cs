namespace Replication.Transport;

/// <summary>
/// The intervals of which acks may still tell something: a ring. Where acks stay away for so long that it is full, the
/// newest one grows.
/// </summary>
internal sealed class SendIntervals
{
    private const int Capacity = 32;
    private const int Mask = Capacity - 1;
    private const int MinPackets = 3;

    private readonly SendInterval[] _ring = new SendInterval[Capacity];
    private long _oldest;
    private long _next;

    /// <summary>Enters a packet, in a new interval where the newest has lasted for long enough.</summary>
    public void Add(long number, int bytes, TimeSpan now, TimeSpan minDuration, double allowedRate)
    {
        if (_next == _oldest || IsOver(_ring[_next - 1 & Mask], now, minDuration))
        {
            if (_next > _oldest)
                _ring[_next - 1 & Mask].EndedAt = now;
            _ring[_next & Mask] = new SendInterval
            {
                FirstNumber = number, StartedAt = now, AllowedRate = allowedRate,
            };
            _next++;
        }

        ref SendInterval newest = ref _ring[_next - 1 & Mask];
        newest.PacketCount++;
        newest.Bytes += bytes;
        newest.AllowedRate = Math.Max(newest.AllowedRate, allowedRate);
    }

    public void AddAck(long number, int bytes)
    {
        long index = IndexOf(number);
        if (index >= 0)
            _ring[index & Mask].AckedBytes += bytes;
    }

    public void AddDelay(long number, double queueSeconds, TimeSpan sentAt)
    {
        long index = IndexOf(number);
        if (index >= 0)
            _ring[index & Mask].AddDelay(queueSeconds, sentAt);
    }

    /// <summary>Takes the oldest interval of which everything was sent before an acked packet's interval.</summary>
    public bool TryTake(long ackedNumber, out SendInterval interval)
    {
        interval = default;
        if (_next - _oldest < 2 || ackedNumber < _ring[_oldest + 1 & Mask].FirstNumber)
            return false;
        interval = _ring[_oldest & Mask];
        _oldest++;
        return true;
    }

    private bool IsOver(in SendInterval interval, TimeSpan now, TimeSpan minDuration) =>
        now - interval.StartedAt >= minDuration
        && interval.PacketCount >= MinPackets
        && _next - _oldest < Capacity;

    private long IndexOf(long number)
    {
        for (long index = _next - 1; index >= _oldest; index--)
        {
            if (number >= _ring[index & Mask].FirstNumber)
                return index;
        }

        return -1;
    }
}
