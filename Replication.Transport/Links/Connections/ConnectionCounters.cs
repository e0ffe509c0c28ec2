namespace Replication.Transport;

/// <summary>A connection link's counts. Each is written by any thread and read by any thread.</summary>
internal sealed class ConnectionCounters
{
    private readonly long[] _ends = new long[(int)ConnectionEnd.Closed + 1];
    private long _opened;
    private long _datagramsSent;
    private long _bytesSent;
    private long _sendsRefused;
    private long _datagramsReceived;
    private long _bytesReceived;
    private long _droppedFull;
    private long _droppedForBuffer;
    private long _acceptErrors;

    public long Opened => Volatile.Read(ref _opened);

    public LinkStatistics Statistics => new()
    {
        DatagramsSent = Volatile.Read(ref _datagramsSent),
        BytesSent = Volatile.Read(ref _bytesSent),
        SendsRefused = Volatile.Read(ref _sendsRefused),
        DatagramsReceived = Volatile.Read(ref _datagramsReceived),
        BytesReceived = Volatile.Read(ref _bytesReceived),
        DroppedFull = Volatile.Read(ref _droppedFull),
        DroppedOversized = Volatile.Read(ref _droppedForBuffer),
        ReceiveErrors = Volatile.Read(ref _acceptErrors) + CountOf(ConnectionEnd.Failed),
    };

    public long CountOf(ConnectionEnd end) => Volatile.Read(ref _ends[(int)end]);

    public void CountEnd(ConnectionEnd end) => Interlocked.Increment(ref _ends[(int)end]);

    public void CountOpened() => Interlocked.Increment(ref _opened);

    public void CountAcceptError() => Interlocked.Increment(ref _acceptErrors);

    // Those of the sending and the taking side are written by the link's one thread alone.
    public void CountSent(int lengthBytes)
    {
        _datagramsSent++;
        _bytesSent += lengthBytes;
    }

    public void CountRefused() => _sendsRefused++;

    public void CountDroppedForBuffer() => _droppedForBuffer++;

    // Those of arrival are written under the inbox's lock.
    public void CountReceived(int lengthBytes)
    {
        _datagramsReceived++;
        _bytesReceived += lengthBytes;
    }

    public void CountDroppedFull() => _droppedFull++;
}
