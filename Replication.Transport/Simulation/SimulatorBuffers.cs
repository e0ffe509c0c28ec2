namespace Replication.Transport;

/// <summary>
/// Buffers of datagrams under way, which simulators used by one thread may share: what one held at its worst moment is
/// there for the others at theirs.
/// </summary>
internal sealed class SimulatorBuffers
{
    private const int MinBytes = 1_536;

    private readonly Stack<byte[]> _free = [];

    /// <summary>Makes buffers for so many datagrams of Ethernet's size.</summary>
    public void Add(int count)
    {
        for (int made = 0; made < count; made++)
            _free.Push(new byte[MinBytes]);
    }

    /// <summary>A buffer of at least so many bytes.</summary>
    public byte[] Rent(int lengthBytes) =>
        _free.TryPop(out byte[]? buffer) && buffer.Length >= lengthBytes
            ? buffer
            : new byte[Math.Max(lengthBytes, MinBytes)];

    public void Return(byte[] buffer) => _free.Push(buffer);
}
