using System.Net;
using System.Net.Sockets;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class LinkResolverTests
{
    [Fact]
    public async Task A_numeric_host_is_not_looked_up()
    {
        LinkResolution found = await ResolveAsync("udp://[::1]:7", _ => throw new InvalidOperationException());

        Assert.Equal("[::1]:7", Assert.Single(found.Addresses).ToString());
    }

    [Fact]
    public async Task The_families_take_turns_beginning_with_the_systems_first()
    {
        string[] answer = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "10.0.0.1", "10.0.0.2"];

        LinkResolution found = await ResolveAsync("udp://a:7", _ => Array.ConvertAll(answer, IPAddress.Parse));

        Assert.Null(found.Failure);
        Assert.Equal(
            ["[2001:db8::1]:7", "10.0.0.1:7", "[2001:db8::2]:7", "10.0.0.2:7", "[2001:db8::3]:7"],
            found.Addresses.Select(static address => address.ToString()));
    }

    [Fact]
    public async Task A_name_that_is_not_found_is_named()
    {
        LinkResolution found =
            await ResolveAsync("udp://nowhere:7", _ => throw new SocketException((int)SocketError.HostNotFound));

        Assert.Empty(found.Addresses);
        Assert.StartsWith("nowhere was not found: ", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_an_address_is_named()
    {
        LinkResolution found = await ResolveAsync("udp://nowhere:7", _ => []);

        Assert.Equal("nowhere has no address", found.Failure);
    }

    [Fact]
    public async Task This_machine_knows_itself()
    {
        Assert.True(LinkEndPoint.TryParse("localhost:7", out LinkEndPoint? endPoint, out _));

        LinkResolution found =
            await LinkResolver.ResolveAsync(endPoint, TestContext.Current.CancellationToken);

        Assert.Contains(found.Addresses, static address => address.IsLoopback);
    }

    [Fact]
    public void There_is_always_an_address_to_show()
    {
        var addresses = LinkResolver.LocalAddresses(7777);

        Assert.NotEmpty(addresses);
        Assert.All(addresses, static address => Assert.Equal(7777, address.Port));
        Assert.Equal(addresses.OrderByDescending(static address => address.IsIPv4), addresses);
    }

    private static Task<LinkResolution> ResolveAsync(string text, Func<string, IPAddress[]> answer)
    {
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out _));
        return LinkResolver.ResolveAsync(
            endPoint, (host, _) => Task.FromResult(answer(host)), TestContext.Current.CancellationToken);
    }
}
