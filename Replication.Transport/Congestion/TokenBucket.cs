namespace Replication.Transport;

/// <summary>
/// What may be sent now: fills at the rate, and holds no more than so much time's worth. Whoever must send goes below
/// zero, down to as much, and what may wait waits until that is paid.
/// </summary>
internal struct TokenBucket
{
    // At the lowest rates the depth in time is less than two packets.
    private const int MinDepthBytes = 3_000;

    private readonly double _depthSeconds;
    private double _bytes;
    private TimeSpan _filledAt;

    public TokenBucket(TimeSpan depth, int startBytes, TimeSpan now)
    {
        _depthSeconds = depth.TotalSeconds;
        _bytes = startBytes;
        _filledAt = now;
    }

    public readonly double Bytes => _bytes;

    public readonly TimeSpan FilledAt => _filledAt;

    /// <summary>Adds what the time since the last filling gives.</summary>
    public void Fill(TimeSpan now, double bytesPerSecond)
    {
        if (now <= _filledAt)
            return;
        double depth = Depth(bytesPerSecond);
        // What the start gave on top of the depth is kept until it is used.
        if (_bytes < depth)
            _bytes = Math.Min(depth, _bytes + (now - _filledAt).TotalSeconds * bytesPerSecond);
        _filledAt = now;
    }

    public void Take(int bytes, double bytesPerSecond) =>
        _bytes = Math.Max(-Depth(bytesPerSecond), _bytes - bytes);

    private readonly double Depth(double bytesPerSecond) => Math.Max(MinDepthBytes, _depthSeconds * bytesPerSecond);
}
