namespace Replication.Transport;

/// <summary>One end in a <see cref="LoopbackNetwork"/>.</summary>
internal sealed class LoopbackLink : ILink
{
    private readonly LoopbackNetwork _network;
    private bool _disposed;

    public LoopbackLink(LoopbackNetwork network, LinkAddress localAddress, NetworkSimulator incoming)
    {
        _network = network;
        LocalAddress = localAddress;
        Incoming = incoming;
    }

    public LinkAddress LocalAddress { get; }

    public NetworkSimulator Incoming { get; }

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (_disposed)
            return false;
        _network.Carry(datagram, LocalAddress, to);
        return true;
    }

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        received = default;
        return !_disposed && Incoming.TryDequeue(_network.Now, buffer, out received);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _network.Close(LocalAddress);
    }
}
