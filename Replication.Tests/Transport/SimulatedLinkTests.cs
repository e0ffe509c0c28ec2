using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>What a link can do, it can do behind a bad network too.</summary>
public sealed class SimulatedLinkTests : IDisposable
{
    private static readonly NetworkConditions Slow = new() { Latency = TimeSpan.FromMilliseconds(50) };
    private static readonly LinkAddress Peer = LinkAddress.FromIPv4(0x0A000001, 9);
    private static readonly LinkAddress Other = LinkAddress.FromIPv4(0x0A000002, 9);

    private readonly ScriptedLink _inner = new();
    private readonly VirtualClock _clock = new();
    private readonly byte[] _buffer = new byte[100];

    [Fact]
    public void Close_goes_to_the_inner_link()
    {
        using var link = new SimulatedLink(_inner, Slow, seed: 1, _clock);

        link.Close(Peer);

        Assert.Equal([Peer], _inner.Closed);
    }

    [Fact]
    public void Close_waits_for_what_was_sent_to_the_peer_and_for_nothing_else()
    {
        using var link = new SimulatedLink(_inner, NetworkConditions.Perfect, Slow, seed: 1, _clock);
        link.Send([1], Peer);
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        link.Send([2], Other);

        link.Close(Peer);
        link.Close(Peer);
        Assert.Empty(_inner.Closed);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        link.TryReceive(_buffer, out _);

        Assert.Equal([Peer], _inner.Closed);
        Assert.Equal([Peer], _inner.Sent.Select(static sent => sent.To));
    }

    [Fact]
    public void Close_without_anything_on_the_way_does_not_wait()
    {
        using var link = new SimulatedLink(_inner, NetworkConditions.Perfect, Slow, seed: 1, _clock);
        link.Send([2], Other);

        link.Close(Peer);

        Assert.Equal([Peer], _inner.Closed);
    }

    [Fact]
    public void Room_is_the_inner_links_where_nothing_is_done_to_what_it_sends()
    {
        using var untouched = new SimulatedLink(_inner, Slow, seed: 1, _clock);
        using var touched = new SimulatedLink(_inner, Slow, Slow, seed: 1, _clock);

        Assert.True(untouched.LendRoom(_buffer) == _inner.Room.AsSpan(0, _buffer.Length));
        Assert.True(touched.LendRoom(_buffer) == _buffer);
    }

    public void Dispose() => _inner.Dispose();
}
