using System.Net;
using System.Net.Sockets;
using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class LinkAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7777")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[::1]:7777")]
    [InlineData("[2001:db8::1]:1")]
    [InlineData("[fe80::1%3]:9")]
    public void What_is_parsed_prints_as_it_was(string text)
    {
        Assert.True(LinkAddress.TryParse(text, out LinkAddress address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("1:80")]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[]:80")]
    [InlineData("localhost:80")]
    [InlineData("a.b.c.d:80")]
    public void Anything_but_a_numeric_address_and_a_port_is_refused(string? text)
    {
        Assert.False(LinkAddress.TryParse(text, out LinkAddress address));
        Assert.Equal(default, address);
    }

    [Fact]
    public void The_mapped_form_of_an_IPv4_address_is_the_same_address()
    {
        var plain = LinkAddress.From(new IPEndPoint(IPAddress.Loopback, 5));
        var mapped = LinkAddress.From(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 5));

        Assert.True(plain == mapped);
        Assert.Equal(plain.GetHashCode(), mapped.GetHashCode());
        Assert.True(mapped.IsIPv4);
    }

    [Fact]
    public void Port_and_scope_tell_addresses_apart()
    {
        Assert.True(LinkAddress.TryParse("[fe80::1%3]:9", out LinkAddress address));
        Assert.True(LinkAddress.TryParse("[fe80::1%4]:9", out LinkAddress otherScope));
        Assert.True(LinkAddress.TryParse("[fe80::1%3]:8", out LinkAddress otherPort));

        Assert.True(address != otherScope);
        Assert.True(address != otherPort);
    }

    [Fact]
    public void The_systems_form_and_back_gives_the_same_address() =>
        Gen.Select(Gen.Byte.Array[16], Gen.UShort, Gen.Bool).Sample((bytes, port, isIPv4) =>
        {
            IPAddress ip = isIPv4 ? new IPAddress(bytes.AsSpan(0, 4)) : new IPAddress(bytes);
            var endPoint = new IPEndPoint(ip, port);
            var address = LinkAddress.From(endPoint);
            var socketAddress = new SocketAddress(ip.AddressFamily);

            Assert.True(SocketAddressCodec.TryWrite(socketAddress.Buffer.Span, socketAddress.Family, address));
            Assert.Equal(address, SocketAddressCodec.Read(socketAddress.Buffer.Span, socketAddress.Family));
            Assert.Equal(endPoint.Serialize(), socketAddress);
            Assert.Equal(address, LinkAddress.From(address.ToEndPoint()));
        });

    [Fact]
    public void An_IPv4_socket_takes_no_IPv6_address()
    {
        Assert.True(LinkAddress.TryParse("[::1]:9", out LinkAddress address));

        var socketAddress = new SocketAddress(AddressFamily.InterNetwork);

        Assert.False(SocketAddressCodec.TryWrite(socketAddress.Buffer.Span, socketAddress.Family, address));
    }
}
