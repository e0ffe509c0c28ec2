using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class ConnectTokenTests
{
    private const ulong ProtocolId = 7;

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];

    private static readonly Gen<LinkAddress> Addresses =
        from isIPv4 in Gen.Bool
        from high in Gen.ULong
        from low in Gen.ULong
        from port in Gen.UShort
        select isIPv4 ? LinkAddress.FromIPv4((uint)low, port) : new LinkAddress(high, low, 0, port);

    [Fact]
    public void What_the_mint_wrote_reads_back_on_both_sides() =>
        (from clientId in Gen.ULong
         from servers in Addresses.Array[1, 32]
         from userData in Gen.Byte.Array[0, 256]
         from seed in Gen.ULong
         select (clientId, servers, userData, seed)).Sample(
            static sample =>
            {
                ConnectToken token = Mint(sample.seed).Mint(sample.clientId, sample.servers, sample.userData);
                byte[] text = new byte[PrivateConnectToken.TextBytes];
                PrivateConnectToken opened = Open(token, text);

                Assert.Equal(ProtocolId, token.ProtocolId);
                Assert.Equal(30ul, token.ExpireTimestamp - token.CreateTimestamp);
                Assert.Equal(946_684_800ul, token.CreateTimestamp);
                Assert.Equal(10, token.TimeoutSeconds);
                Assert.Equal(sample.servers, token.Servers.ToArray());
                Assert.Equal(sample.clientId, opened.ClientId);
                Assert.Equal(10, opened.TimeoutSeconds);
                Assert.Equal(sample.servers, opened.Servers.ToArray());
                Assert.True(opened.UserData.StartsWith(sample.userData));
                Assert.False(opened.UserData[sample.userData.Length..].ContainsAnyExcept((byte)0));
                Assert.True(token.ClientToServerKey.SequenceEqual(opened.ClientToServerKey));
                Assert.True(token.ServerToClientKey.SequenceEqual(opened.ServerToClientKey));
                Assert.False(token.ServerToClientKey.SequenceEqual(token.ClientToServerKey));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Addresses_lie_in_the_bytes_as_the_standard_has_them()
    {
        byte[] bytes = new byte[40];
        LinkAddress[] addresses = [Parse("10.2.3.4:513"), Parse("[fe80::202:b3ff:fe1e:8329]:40000")];

        int lengthBytes = TokenAddresses.Write(bytes, addresses);

        Assert.Equal(
            "02000000" + "01" + "0a020304" + "0102" + "02" + "80fe000000000000" + "0202ffb31efe2983" + "409c",
            Hex.Print(bytes.AsSpan(0, lengthBytes)));
    }

    [Fact]
    public void Two_tokens_share_neither_keys_nor_nonce()
    {
        using var mint = new ConnectTokenMint(ProtocolId, Key, new VirtualClock());
        ConnectToken first = mint.Mint(1, [Parse("127.0.0.1:1")]);
        ConnectToken second = mint.Mint(1, [Parse("127.0.0.1:1")]);

        Assert.False(first.Nonce.SequenceEqual(second.Nonce));
        Assert.False(first.ClientToServerKey.SequenceEqual(second.ClientToServerKey));
        Assert.False(first.ServerToClientKey.SequenceEqual(second.ServerToClientKey));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(12, 1)]
    [InlineData(28, 0xFF)]
    [InlineData(1_089, 0)]
    [InlineData(1_089, 33)]
    [InlineData(1_092, 0x80)]
    [InlineData(1_093, 0)]
    [InlineData(1_093, 3)]
    public void A_token_that_the_standard_does_not_allow_is_refused(int offset, byte value)
    {
        byte[] bytes = Mint(1).Mint(1, [Parse("127.0.0.1:1")]).Bytes.ToArray();
        Assert.True(ConnectToken.TryRead(bytes, out _));

        bytes[offset] = value;

        Assert.False(ConnectToken.TryRead(bytes, out ConnectToken? token));
        Assert.Null(token);
    }

    [Fact]
    public void A_cut_or_lengthened_token_is_refused()
    {
        byte[] bytes = Mint(1).Mint(1, [Parse("127.0.0.1:1")]).Bytes.ToArray();

        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
            Assert.False(ConnectToken.TryRead(bytes.AsSpan(0, lengthBytes), out _));
        Assert.False(ConnectToken.TryRead([.. bytes, 0], out _));
    }

    [Fact]
    public void Garbage_is_read_as_a_token_or_refused_and_never_throws() =>
        Gen.Byte.Array[1_000].Sample(static garbage =>
        {
            byte[] bytes = [.. NetcodeFormat.Version, .. new byte[2_035]];
            garbage.CopyTo(bytes, 1_048);
            ConnectToken.TryRead(bytes, out _);
            Span<LinkAddress> servers = stackalloc LinkAddress[32];
            PrivateConnectToken.TryRead([.. garbage, .. new byte[8]], servers, out _);
        });

    [Fact]
    public void Every_flipped_bit_in_what_the_seal_covers_keeps_a_private_part_shut()
    {
        ConnectToken token = Mint(1).Mint(1, [Parse("127.0.0.1:1")]);
        using var seal = new PrivateTokenSeal(AeadSources.Best, Key, ProtocolId);
        byte[] text = new byte[PrivateConnectToken.TextBytes];
        byte[] sealedPart = token.Private.ToArray();

        for (int bit = 0; bit < sealedPart.Length * 8; bit += 7)
        {
            sealedPart[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(seal.TryOpen(sealedPart, token.ExpireTimestamp, token.Nonce, text));
            sealedPart[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(seal.TryOpen(sealedPart, token.ExpireTimestamp + 1, token.Nonce, text));
        using var other = new PrivateTokenSeal(AeadSources.Best, Key, ProtocolId + 1);
        Assert.False(other.TryOpen(sealedPart, token.ExpireTimestamp, token.Nonce, text));
        Assert.True(seal.TryOpen(sealedPart, token.ExpireTimestamp, token.Nonce, text));
    }

    [Fact]
    public void Misuse_of_the_mint_is_named()
    {
        using ConnectTokenMint mint = Mint(1);
        LinkAddress server = Parse("127.0.0.1:1");

        Assert.Throws<ArgumentException>(() => new ConnectTokenMint(1, new byte[31], new VirtualClock()));
        Assert.Throws<ArgumentException>(() => mint.Mint(1, []));
        Assert.Throws<ArgumentException>(() => mint.Mint(1, [.. Enumerable.Repeat(server, 33)]));
        Assert.Throws<ArgumentException>(() => mint.Mint(1, [server], new byte[257]));
        Assert.Equal("Lifetime", BadOption(new() { Lifetime = TimeSpan.FromHours(2) }));
        Assert.Equal("Timeout", BadOption(new() { Timeout = TimeSpan.FromMilliseconds(1_500) }));
    }

    private static string? BadOption(ConnectTokenOptions options) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new ConnectTokenMint(1, Key, new VirtualClock(), options)).ParamName;

    private static ConnectTokenMint Mint(ulong seed) =>
        new(ProtocolId, Key, new VirtualClock(), null, AeadSources.Best, new SeededNumbers(seed));

    private static PrivateConnectToken Open(ConnectToken token, byte[] text)
    {
        using var seal = new PrivateTokenSeal(AeadSources.Best, Key, ProtocolId);
        Assert.True(seal.TryOpen(token.Private, token.ExpireTimestamp, token.Nonce, text));
        Assert.True(PrivateConnectToken.TryRead(text, new LinkAddress[32], out PrivateConnectToken opened));
        return opened;
    }

    private static LinkAddress Parse(string text)
    {
        Assert.True(LinkAddress.TryParse(text, out LinkAddress address));
        return address;
    }
}
