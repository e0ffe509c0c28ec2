namespace Replication.Transport;

/// <summary>What one receiver took and dropped: written by its thread, read by any.</summary>
internal sealed class UdpReceiveCounters
{
    private long _datagrams;
    private long _bytes;
    private long _droppedFull;
    private long _droppedOversized;
    private long _errors;

    public long Datagrams => Volatile.Read(ref _datagrams);

    public long Bytes => Volatile.Read(ref _bytes);

    public long DroppedFull => Volatile.Read(ref _droppedFull);

    public long DroppedOversized => Volatile.Read(ref _droppedOversized);

    public long Errors => Volatile.Read(ref _errors);

    public void CountTaken(int lengthBytes)
    {
        _datagrams++;
        _bytes += lengthBytes;
    }

    public void CountFull() => _droppedFull++;

    public void CountOversized() => _droppedOversized++;

    public void CountError() => _errors++;
}
