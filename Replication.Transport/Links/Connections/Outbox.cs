namespace Replication.Transport;

/// <summary>
/// The frames that wait to be written to one connection. One thread adds while another writes what was there before:
/// two buffers that change places, so that all of a tick's datagrams go in one write. Allocates with the first
/// datagram and never again.
/// </summary>
internal sealed class Outbox(int capacityBytes)
{
    private readonly Lock _lock = new();
    private byte[] _filling = [];
    private byte[] _writing = [];
    private int _filledBytes;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _filledBytes == 0;
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <returns>False: there is no room for it.</returns>
    public bool TryAdd(ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            if (_filling.Length == 0)
            {
                _filling = GC.AllocateUninitializedArray<byte>(capacityBytes);
                _writing = GC.AllocateUninitializedArray<byte>(capacityBytes);
            }

            int frameBytes = StreamFrame.Write(_filling.AsSpan(_filledBytes), datagram);
            _filledBytes += frameBytes;
            return frameBytes > 0;
        }
    }

    /// <summary>The one writer: everything there is, whole frames. Valid until the next call.</summary>
    /// <returns>False: nothing waits.</returns>
    public bool TryTakeAll(out ReadOnlyMemory<byte> frames)
    {
        lock (_lock)
        {
            (_filling, _writing) = (_writing, _filling);
            frames = _writing.AsMemory(0, _filledBytes);
            _filledBytes = 0;
            return !frames.IsEmpty;
        }
    }
}
