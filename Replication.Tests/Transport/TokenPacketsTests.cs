using CsCheck;
using Replication.Tests.Transport.Security;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>The two handshake packets of a sealed session, their test vectors, and what follows from them.</summary>
public sealed class TokenPacketsTests
{
    private static readonly byte[] ClientRandom = Count(0x10, 32);
    private static readonly byte[] ServerRandom = Count(0x30, 32);
    private static readonly byte[] Cookie = Count(0x50, 24);
    private static readonly byte[] ToServer = Count(0x58, 32);
    private static readonly byte[] ToClient = Count(0x78, 32);
    private static readonly ClientHello Hello = new(1, NetcodeWorld.ProtocolId, 2, 0x1716_1514_1312_1110, 3);

    private static readonly ConnectToken Token = NetcodeVectors.MakeToken();

    [Fact]
    public void A_response_reads_back()
    {
        byte[] packet = WriteResponse();

        Assert.True(TokenPackets.Response.TryRead(packet, out TokenPackets.Response response));
        Assert.Equal(Hello, response.Hello);
        Assert.Equal(ClientRandom, response.ClientRandom.ToArray());
        Assert.Equal(Cookie, response.Cookie.ToArray());
        Assert.Equal(1_200, response.MaxPayloadBytes);
        Assert.Equal(0b11, response.Ciphers);
        Assert.True(response.IsGenuine(Token.ClientToServerKey));
        Assert.False(response.IsGenuine(Token.ServerToClientKey));
        Assert.Equal(
            NetcodeRefusal.None,
            ConnectionRequest.Read(response.Request, NetcodeWorld.ProtocolId, out ConnectionRequest request));
        Assert.Equal(Token.Private.ToArray(), request.Private.ToArray());
        Assert.Equal(Token.ExpireTimestamp, request.ExpireTimestamp);
    }

    [Fact]
    public void A_yes_reads_back()
    {
        byte[] packet = WriteAccepted();

        Assert.True(TokenPackets.TryReadAccepted(packet, out TokenAcceptance acceptance));
        Assert.Equal(Hello.Salt, acceptance.ClientSalt);
        Assert.Equal(ServerRandom, acceptance.ServerRandom.ToArray());
        Assert.Equal(5ul, acceptance.SessionId);
        Assert.Equal(0x0203, acceptance.ConnectionId);
        Assert.Equal(1_200, acceptance.MaxPayloadBytes);
        Assert.Equal(CipherKind.AesGcm, acceptance.Cipher);
        Assert.True(TokenPackets.IsAcceptedGenuine(packet, ToClient, ClientRandom));
        Assert.False(TokenPackets.IsAcceptedGenuine(packet, ToServer, ClientRandom));
        Assert.False(TokenPackets.IsAcceptedGenuine(packet, ToClient, ServerRandom));
    }

    [Fact]
    public void Every_flipped_bit_shows()
    {
        byte[] response = WriteResponse();
        for (int bit = 8; bit < response.Length * 8; bit++)
        {
            Assert.True(TokenPackets.Response.TryRead(NetcodeTap.Flip(response, bit), out TokenPackets.Response read));
            Assert.False(read.IsGenuine(ToServer), $"bit {bit} of the response");
        }

        byte[] accepted = WriteAccepted();
        for (int bit = 8; bit < accepted.Length * 8; bit++)
        {
            Assert.False(
                TokenPackets.IsAcceptedGenuine(NetcodeTap.Flip(accepted, bit), ToClient, ClientRandom), $"bit {bit}");
        }
    }

    [Fact]
    public void Another_length_or_kind_is_neither() => Gen.Byte.Array[0, 1_300].Sample(
        static garbage =>
        {
            bool isResponse = TokenPackets.Response.TryRead(garbage, out TokenPackets.Response response);
            bool isAccepted = TokenPackets.TryReadAccepted(garbage, out _);
            return (!isResponse || (garbage.Length == 1_170 && garbage[0] == 10 && !response.IsGenuine(ToServer)))
                && (!isAccepted || (garbage.Length == 70 && garbage[0] == 11));
        },
        iter: 2_000,
        threads: 1);

    [Fact]
    public void Vector_response() =>
        Assert.Equal("c53d8d3fdb90884c9664da2a978e6556", Hex.Print(WriteResponse().AsSpan()[^16..]));

    [Fact]
    public void Vector_accepted() => Assert.Equal(
        "0b1011121314151617303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f"
        + "05000000000000000302b0040145ac27d01b3e2a0a4628e4198e1daeea",
        Hex.Print(WriteAccepted()));

    [Theory]
    [InlineData((byte)CipherKind.ChaCha20, "16050009000c050000003e323a8a241f9695de8a3e3b253d6a67df7d259e0302")]
    [InlineData((byte)CipherKind.AesGcm, "16050009000c050000005f221f4cddcb9df776e5b623ad4083d9ae6614050302")]
    public void Vector_sealed_payload(byte cipher, string expected) =>
        AssertSeals("16050009000c05000000deadbeef", cipher, keyChanges: 0, expected);

    [Theory]
    [InlineData((byte)CipherKind.ChaCha20, "1c050009000c05000000d900d445297d5ca9cb7372cc43f3f96395f380c90302")]
    [InlineData((byte)CipherKind.AesGcm, "1c050009000c05000000f5943edbf5f71e017f133ccc2e2f69dea84408040302")]
    public void Vector_sealed_payload_under_the_second_key(byte cipher, string expected) =>
        AssertSeals("1c050009000c05000000deadbeef", cipher, keyChanges: 1, expected);

    private static void AssertSeals(string text, byte cipher, int keyChanges, string expected)
    {
        Assert.SkipUnless(cipher == 0 || AeadSources.Best.HasAesGcm, "The processor has no AES.");
        using AeadSeal client = SessionSecrets.ForClient(
            AeadSources.Best,
            (CipherKind)cipher,
            new TokenKeys(ToServer, ToClient),
            new SessionRandoms(ClientRandom, ServerRandom),
            0x0203);
        byte[] packet = [.. Hex.Parse(text), .. new byte[AeadSeal.MaxBytes]];

        for (int change = 0; change < keyChanges; change++)
            client.ChangeKey();
        client.Seal(packet, headerBytes: 10, packetNumber: 5);

        Assert.Equal(expected, Hex.Print(packet));
    }

    private static byte[] WriteResponse() => TokenPackets.WriteResponse(
        new byte[TokenPackets.ResponseBytes], Token, Hello, ClientRandom, Cookie, 1_200, ciphers: 0b11).ToArray();

    private static byte[] WriteAccepted()
    {
        var acceptance = new TokenAcceptance
        {
            ClientSalt = Hello.Salt,
            ServerRandom = ServerRandom,
            SessionId = 5,
            ConnectionId = 0x0203,
            MaxPayloadBytes = 1_200,
            Cipher = CipherKind.AesGcm,
        };
        return TokenPackets.WriteAccepted(
            new byte[TokenPackets.AcceptedBytes], acceptance, ToClient, ClientRandom).ToArray();
    }

    private static byte[] Count(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static value => (byte)value)];
}
