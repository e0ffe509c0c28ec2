namespace Replication.Transport;

/// <summary>What one sender sent and what was refused: written by its thread, read by any.</summary>
internal sealed class UdpSendCounters
{
    private long _datagrams;
    private long _bytes;
    private long _refused;

    public long Datagrams => Volatile.Read(ref _datagrams);

    public long Bytes => Volatile.Read(ref _bytes);

    public long Refused => Volatile.Read(ref _refused);

    public void CountSent(int count, long bytes)
    {
        _datagrams += count;
        _bytes += bytes;
    }

    public void CountRefused(int count) => _refused += count;
}
