using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>A link whose datagrams come from the test, and that notes what is asked of it.</summary>
internal sealed class ScriptedLink : ILink
{
    private readonly Queue<(byte[] Datagram, LinkAddress From)> _coming = [];

    public List<(byte[] Datagram, LinkAddress To)> Sent { get; } = [];

    public List<LinkAddress> Closed { get; } = [];

    /// <summary>What it lends to whoever asks for room.</summary>
    public byte[] Room { get; } = new byte[2_000];

    public LinkAddress LocalAddress => LinkAddress.FromIPv4(0x7F000001, 7);

    public void Bring(byte[] datagram, LinkAddress from) => _coming.Enqueue((datagram, from));

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        Sent.Add((datagram.ToArray(), to));
        return true;
    }

    public Span<byte> LendRoom(Span<byte> room) => Room.AsSpan(0, room.Length);

    public void Close(LinkAddress peer) => Closed.Add(peer);

    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        received = default;
        if (!_coming.TryDequeue(out (byte[] Datagram, LinkAddress From) next))
            return false;
        next.Datagram.CopyTo(buffer);
        received = new ReceivedDatagram(next.Datagram.Length, next.From, TimeSpan.Zero);
        return true;
    }

    /// <summary>Lends the array that the test brought.</summary>
    public bool TryReceive(Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        datagram = _coming.TryPeek(out (byte[] Datagram, LinkAddress From) next) ? next.Datagram : default;
        return TryReceive(buffer, out received);
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
