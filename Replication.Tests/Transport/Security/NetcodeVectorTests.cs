using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

/// <summary>
/// The bytes in netcode-vectors.txt, which the C reference reads and, but for the challenge's padding, writes too.
/// </summary>
public sealed class NetcodeVectorTests
{
    [Fact]
    public void What_is_written_is_what_the_vectors_say()
    {
        Dictionary<string, byte[]> expected = NetcodeVectors.Read();

        foreach ((string name, byte[] bytes) in NetcodeVectors.Make())
            Assert.True(bytes.AsSpan().SequenceEqual(expected[name]), name);
        Assert.Equal(9, expected.Count);
    }

    [Fact]
    public void The_connect_token_of_the_vectors_reads_as_it_was_meant()
    {
        Assert.True(ConnectToken.TryRead(NetcodeVectors.Read()["connect-token"], out ConnectToken? token));
        using var seal = new PrivateTokenSeal(AeadSources.Best, NetcodeWorld.Key, NetcodeWorld.ProtocolId);
        byte[] text = new byte[PrivateConnectToken.TextBytes];
        Assert.True(seal.TryOpen(token.Private, token.ExpireTimestamp, token.Nonce, text));
        Assert.True(PrivateConnectToken.TryRead(text, new LinkAddress[32], out PrivateConnectToken opened));

        Assert.Equal(NetcodeVectors.Servers, token.Servers.ToArray());
        Assert.Equal((ulong)NetcodeVectors.Created + 30, token.ExpireTimestamp);
        Assert.Equal(NetcodeVectors.ClientId, opened.ClientId);
        Assert.Equal(NetcodeVectors.UserData, opened.UserData.ToArray());
        Assert.Equal(0x58, opened.ClientToServerKey[0]);
        Assert.Equal(0x78, opened.ServerToClientKey[0]);
    }

    [Theory]
    [InlineData("challenge", (int)NetcodePacketKind.Challenge, 1UL << 63, 308)]
    [InlineData("denied", (int)NetcodePacketKind.Denied, (1UL << 63) + 1, 0)]
    [InlineData("response", (int)NetcodePacketKind.Response, 0UL, 308)]
    [InlineData("keep-alive", (int)NetcodePacketKind.KeepAlive, 1UL, 8)]
    [InlineData("payload", (int)NetcodePacketKind.Payload, 1_000UL, 16)]
    [InlineData("disconnect", (int)NetcodePacketKind.Disconnect, 0x12_3456UL, 0)]
    public void Each_packet_of_the_vectors_opens(string name, int kind, ulong sequence, int bodyBytes)
    {
        Dictionary<string, byte[]> vectors = NetcodeVectors.Read();
        Assert.True(ConnectToken.TryRead(vectors["connect-token"], out ConnectToken? token));
        bool isClients = name is "response" or "payload";
        using var seal = new NetcodeSeal(
            AeadSources.Best,
            NetcodeWorld.ProtocolId,
            token.ClientToServerKey,
            isClients ? token.ClientToServerKey : token.ServerToClientKey);

        Assert.Equal(NetcodeRefusal.None, NetcodeHeader.Read(vectors[name], out NetcodeHeader header));
        Assert.Equal(((NetcodePacketKind)kind, sequence), (header.Kind, header.Sequence));
        Assert.True(seal.TryOpen(vectors[name], header, out Span<byte> body));
        Assert.Equal(bodyBytes, body.Length);
    }
}
