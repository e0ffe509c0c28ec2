using System.Net;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Who is connected is heard in the connection and nowhere else.</summary>
public sealed class JoinedLinkTests : IDisposable
{
    private static readonly LinkAddress Stranger = LinkAddress.FromIPv4(0x0A000001, 9);

    private readonly ScriptedLink _udp = new();
    private readonly TcpServerLink _tcp = new(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System);
    private readonly byte[] _buffer = new byte[2_000];
    private readonly JoinedLink _joined;
    private readonly TcpClientLink _client;

    public JoinedLinkTests()
    {
        _joined = new JoinedLink(_udp, _tcp);
        _client = new TcpClientLink(_tcp.LocalAddress, TimeProvider.System);
    }

    [Fact]
    public void A_datagram_over_UDP_with_the_address_of_a_connected_peer_is_dropped_and_counted()
    {
        LinkAddress peer = ConnectClient();

        _udp.Bring([66], peer);
        _udp.Bring([66], peer);
        _udp.Bring([2], Stranger);

        Assert.Equal(Stranger, Patience.Receive(_joined, _buffer).From);
        Assert.Equal(2, _buffer[0]);
        Assert.Equal(2, _joined.DatagramsForged);
        Assert.False(_joined.TryReceive(_buffer, out _));
    }

    [Fact]
    public void What_the_peer_says_in_its_connection_is_heard()
    {
        LinkAddress peer = ConnectClient();
        _udp.Bring([66], peer);

        Assert.True(_client.Send([3], _tcp.LocalAddress));

        Assert.Equal(peer, Patience.Receive(_joined, _buffer).From);
        Assert.Equal(3, _buffer[0]);
    }

    [Fact]
    public void An_address_whose_connection_has_ended_is_heard_over_UDP_again()
    {
        LinkAddress peer = ConnectClient();
        _client.Dispose();
        Patience.Until(() => _tcp.ConnectionCount == 0);

        _udp.Bring([4], peer);

        Assert.Equal(peer, Patience.Receive(_joined, _buffer).From);
        Assert.Equal(0, _joined.DatagramsForged);
    }

    [Fact]
    public void A_flood_of_forged_datagrams_does_not_keep_one_call_busy_for_ever()
    {
        LinkAddress peer = ConnectClient();
        for (int index = 0; index < 5_000; index++)
            _udp.Bring([66], peer);

        Assert.False(_joined.TryReceive(_buffer, out _));

        Assert.InRange(_joined.DatagramsForged, 1, 4_999);
    }

    [Fact]
    public void What_the_links_lend_it_lends_and_what_is_forged_it_drops_there_too()
    {
        LinkAddress peer = ConnectClient();
        byte[] datagram = [5];
        _udp.Bring([66], peer);
        _udp.Bring(datagram, Stranger);

        Assert.True(_joined.TryReceive(_buffer, out Span<byte> lent, out ReceivedDatagram received));

        Assert.True(lent == datagram);
        Assert.Equal(Stranger, received.From);
        Assert.Equal(1, _joined.DatagramsForged);
        Assert.True(_joined.LendRoom(_buffer) == _udp.Room.AsSpan(0, _buffer.Length));
    }

    public void Dispose()
    {
        _client.Dispose();
        _joined.Dispose();
    }

    private LinkAddress ConnectClient()
    {
        Assert.True(_client.Send([1], _tcp.LocalAddress));
        return Patience.Receive(_joined, _buffer).From;
    }
}
