using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class HandshakePacketsTests
{
    private static readonly ClientHello Hello = new(HandshakePackets.Version, 2, 3, 4, 5);
    private static readonly byte[] Cookie =
        [.. Enumerable.Range(1, HandshakeCookie.Bytes).Select(index => (byte)index)];

    private static readonly byte[] Buffer = new byte[HandshakePackets.MaxBytes];

    public static TheoryData<string> Packets => [.. All.Keys];

    private static Dictionary<string, byte[]> All => new()
    {
        ["request"] = HandshakePackets.WriteRequest(Buffer, Hello).ToArray(),
        ["challenge"] = HandshakePackets.WriteChallenge(Buffer, 5, Cookie).ToArray(),
        ["response"] = HandshakePackets.WriteResponse(Buffer, Hello, Cookie, 1_200).ToArray(),
        ["accepted"] = HandshakePackets.WriteAccepted(Buffer, 6, 7, 8, 900).ToArray(),
        ["denied"] = HandshakePackets.WriteDenied(Buffer, 9, DisconnectReason.ServerFull).ToArray(),
    };

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(HandshakePackets.TryReadRequest(All["request"], out ClientHello hello));
        Assert.Equal(Hello, hello);

        Assert.True(HandshakePackets.TryReadChallenge(All["challenge"], out ulong salt, out ReadOnlySpan<byte> cookie));
        Assert.Equal(5ul, salt);
        Assert.True(cookie.SequenceEqual(Cookie));

        Assert.True(HandshakePackets.TryReadResponse(All["response"], out hello, out cookie, out int maxPayloadBytes));
        Assert.Equal(Hello, hello);
        Assert.True(cookie.SequenceEqual(Cookie));
        Assert.Equal(1_200, maxPayloadBytes);

        Assert.True(HandshakePackets.TryReadAccepted(
            All["accepted"], out salt, out ulong serverSalt, out ulong id, out maxPayloadBytes));
        Assert.Equal((6ul, 7ul, 8ul, 900), (salt, serverSalt, id, maxPayloadBytes));

        Assert.True(HandshakePackets.TryReadDenied(All["denied"], out salt, out DisconnectReason reason));
        Assert.Equal((9ul, DisconnectReason.ServerFull), (salt, reason));
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void Every_truncation_and_every_extension_is_refused(string name)
    {
        byte[] packet = All[name];
        for (int lengthBytes = 0; lengthBytes < packet.Length; lengthBytes++)
            Assert.False(ReadsAsAny(packet[..lengthBytes]));
        Assert.False(ReadsAsAny([.. packet, 0]));
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void Every_flipped_bit_is_refused(string name)
    {
        byte[] packet = All[name];
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            byte[] damaged = [.. packet];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(ReadsAsAny(damaged));
        }
    }

    [Fact]
    public void Garbage_is_refused() => Gen.Byte.Array[0, 80].Sample(garbage => !ReadsAsAny(garbage));

    [Fact]
    public void Every_answer_is_shorter_than_its_question()
    {
        Assert.True(All["challenge"].Length < All["request"].Length);
        Assert.True(All["denied"].Length < All["request"].Length);
        Assert.True(All["accepted"].Length < All["response"].Length);
        Assert.True(All["denied"].Length < All["response"].Length);
    }

    [Fact]
    public void A_cookie_holds_for_its_address_salt_secret_and_lifetime_only()
    {
        byte[] secret = new byte[HandshakeCookie.SecretBytes];
        byte[] otherSecret = [.. secret[1..], 1];
        Assert.True(LinkAddress.TryParse("10.0.0.1:5", out LinkAddress address));
        Assert.True(LinkAddress.TryParse("10.0.0.1:6", out LinkAddress otherAddress));
        TimeSpan issuedAt = TimeSpan.FromSeconds(100);
        TimeSpan lifetime = TimeSpan.FromSeconds(10);
        byte[] cookie = new byte[HandshakeCookie.Bytes];
        HandshakeCookie.Write(cookie, secret, address, 1, issuedAt);
        bool Holds(byte[] with, LinkAddress from, ulong salt, TimeSpan at) =>
            HandshakeCookie.TryRead(cookie, with, from, salt, at, lifetime, out _);

        Assert.True(Holds(secret, address, 1, issuedAt));
        Assert.True(Holds(secret, address, 1, issuedAt + lifetime));
        Assert.False(Holds(secret, address, 1, issuedAt + lifetime + TimeSpan.FromMilliseconds(1)));
        Assert.False(Holds(otherSecret, address, 1, issuedAt));
        Assert.False(Holds(secret, otherAddress, 1, issuedAt));
        Assert.False(Holds(secret, address, 2, issuedAt));
    }

    private static bool ReadsAsAny(byte[] packet) =>
        HandshakePackets.TryReadRequest(packet, out _)
        || HandshakePackets.TryReadChallenge(packet, out _, out _)
        || HandshakePackets.TryReadResponse(packet, out _, out _, out _)
        || HandshakePackets.TryReadAccepted(packet, out _, out _, out _, out _)
        || HandshakePackets.TryReadDenied(packet, out _, out _);
}
