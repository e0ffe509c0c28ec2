using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>Sees every datagram that its owner sends and receives, and withholds the ones that it is told to.</summary>
internal sealed class TappedLink(ILink inner) : ILink
{
    public List<byte[]> Sent { get; } = [];

    public List<byte[]> Received { get; } = [];

    /// <summary>True swallows a datagram as a lossy network does: the sender does not learn it.</summary>
    public Func<byte[], bool>? Swallows { get; set; }

    /// <summary>True makes Send return false.</summary>
    public bool Refuses { get; set; }

    public LinkAddress LocalAddress => inner.LocalAddress;

    public bool IsEncrypted => inner.IsEncrypted;

    public int MaxDatagramBytes => inner.MaxDatagramBytes;

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (Refuses)
            return false;
        byte[] copy = datagram.ToArray();
        Sent.Add(copy);
        return Swallows?.Invoke(copy) == true || inner.Send(datagram, to);
    }

    public void Flush() => inner.Flush();

    public void Close(LinkAddress peer) => inner.Close(peer);

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        if (!inner.TryReceive(buffer, out received)) return false;
        Received.Add(buffer[..received.LengthBytes].ToArray());
        return true;
    }

    public void Dispose() => inner.Dispose();

    /// <summary>How many datagrams of a kind were sent.</summary>
    public int Count(PacketKind kind) => Sent.Count(datagram => PacketHeader.KindOf(datagram[0]) == kind);

    /// <summary>The last datagram of a kind that was sent.</summary>
    public byte[] Last(PacketKind kind) => Sent.Last(datagram => PacketHeader.KindOf(datagram[0]) == kind);
}
