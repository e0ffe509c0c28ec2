using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>A client's link whose address changes under it, as behind a router that forgets.</summary>
internal sealed class MovingLink(LoopbackNetwork network) : ILink
{
    private ILink _current = network.CreateLink();

    public LinkAddress LocalAddress => _current.LocalAddress;

    /// <summary>From now on packets come from, and arrive at, another address only.</summary>
    public void Move()
    {
        _current.Dispose();
        _current = network.CreateLink();
    }

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to) => _current.Send(datagram, to);

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received) =>
        _current.TryReceive(buffer, out received);

    public void Dispose() => _current.Dispose();
}
