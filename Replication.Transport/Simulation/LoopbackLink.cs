namespace Replication.Transport;

/// <summary>One end in a <see cref="LoopbackNetwork"/>.</summary>
internal sealed class LoopbackLink : ILink
{
    private readonly LoopbackNetwork network;
    private bool disposed;

    public LoopbackLink(LoopbackNetwork network, LinkAddress localAddress, NetworkSimulator incoming)
    {
        this.network = network;
        LocalAddress = localAddress;
        Incoming = incoming;
    }

    public LinkAddress LocalAddress { get; }

    public NetworkSimulator Incoming { get; }

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (disposed)
            return false;
        network.Carry(datagram, LocalAddress, to);
        return true;
    }

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        received = default;
        return !disposed && Incoming.TryDequeue(network.Now, buffer, out received);
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        network.Close(LocalAddress);
    }
}
