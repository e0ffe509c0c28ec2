using System.Runtime.CompilerServices;
using Replication.Transport;

namespace Replication.Tests.Transport.Security;

/// <summary>
/// The test vectors of the netcode format, as bytes that this code makes from the inputs that the file names, and as
/// the file <c>netcode-vectors.txt</c> has them. REPLICATION_ACCEPT_GOLDEN=1 writes the file anew.
/// </summary>
internal static class NetcodeVectors
{
    public const ulong ClientId = 0x0102_0304_0506_0708;
    public const long Created = 1_800_000_000;

    private const int LineBytes = 64;

    private const string Preamble =
        """
        # Netcode 1.02 as this project writes it. Each vector is a name and lines of hexadecimal bytes.
        # private key: 01 06 0b .. (i * 5 + 1); protocol id 1122334455667788; client id 0102030405060708
        # created 1800000000, expires 1800000030, timeout 10; servers 127.0.0.1:40000 and [::1]:40001
        # user data 00 .. ff
        # nonce 40 .. 57; key of the client's packets 58 .. 77; key of the server's packets 78 .. 97
        # challenge key a0 .. bf, challenge sequence 0
        # sequences: challenge 2^63, denied 2^63 + 1, response 0, keep-alive 1, payload 1000, disconnect 123456 (hex)
        # keep-alive: client index 3 of 64; payload 00 .. 0f; disconnect from the server

        """;

    public static LinkAddress[] Servers { get; } =
        [NetcodeWorld.Address("127.0.0.1:40000"), NetcodeWorld.Address("[::1]:40001")];

    public static byte[] UserData { get; } = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];

    private static bool Accepts => Environment.GetEnvironmentVariable("REPLICATION_ACCEPT_GOLDEN") == "1";

    /// <summary>Made now, in the file's order.</summary>
    public static (string Name, byte[] Bytes)[] Make()
    {
        ConnectToken token = MakeToken();
        byte[] request = new byte[ConnectionRequest.LengthBytes];
        ConnectionRequest.Write(request, token);
        byte[] challengeBody = MakeChallengeBody(request);
        byte[] keepAlive = new byte[KeepAliveBody.LengthBytes];
        KeepAliveBody.Write(keepAlive, clientIndex: 3, maxClients: 64);
        using var client = new NetcodeSeal(
            AeadSources.Best, NetcodeWorld.ProtocolId, token.ClientToServerKey, token.ServerToClientKey);
        using var server = new NetcodeSeal(
            AeadSources.Best, NetcodeWorld.ProtocolId, token.ServerToClientKey, token.ClientToServerKey);
        return
        [
            ("connect-token", token.Bytes.ToArray()),
            ("request", request),
            ("challenge-token", ChallengeBody.Token(challengeBody).ToArray()),
            ("challenge", Seal(server, NetcodePacketKind.Challenge, 1UL << 63, challengeBody)),
            ("denied", Seal(server, NetcodePacketKind.Denied, (1UL << 63) + 1, [])),
            ("response", Seal(client, NetcodePacketKind.Response, 0, challengeBody)),
            ("keep-alive", Seal(server, NetcodePacketKind.KeepAlive, 1, keepAlive)),
            ("payload", Seal(client, NetcodePacketKind.Payload, 1_000, UserData[..16])),
            ("disconnect", Seal(server, NetcodePacketKind.Disconnect, 0x12_3456, [])),
        ];
    }

    /// <summary>As the file has them.</summary>
    public static Dictionary<string, byte[]> Read([CallerFilePath] string path = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(path)!, "netcode-vectors.txt");
        if (Accepts)
            File.WriteAllText(file, Preamble + string.Join('\n', Make().Select(Print)));
        var hex = new Dictionary<string, string>();
        string name = "";
        foreach (string line in File.ReadLines(file).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            if (line[^1] == ':')
                hex[name = line[..^1]] = "";
            else
                hex[name] += line;
        }

        return hex.ToDictionary(static pair => pair.Key, static pair => Hex.Parse(pair.Value));
    }

    /// <summary>The token of the vectors.</summary>
    public static ConnectToken MakeToken()
    {
        var time = new SettableCalendar { UnixSeconds = Created };
        using var mint = new ConnectTokenMint(
            NetcodeWorld.ProtocolId, NetcodeWorld.Key, time, null, AeadSources.Best, new CountingNumbers(0x40));
        return mint.Mint(ClientId, Servers, UserData);
    }

    private static byte[] MakeChallengeBody(byte[] request)
    {
        using var challenges = new ChallengeTokens(AeadSources.Best, new CountingNumbers(0xA0));
        ConnectionRequest.Read(request, NetcodeWorld.ProtocolId, out ConnectionRequest read);
        byte[] body = new byte[ChallengeBody.LengthBytes];
        var challenge = new Challenge { ClientId = ClientId, UserData = UserData, TokenTag = read.TokenTag };
        challenges.TryWrite(ChallengeBody.Token(body), challenge, out ulong sequence);
        ChallengeBody.WriteSequence(body, sequence);
        return body;
    }

    private static byte[] Seal(NetcodeSeal seal, NetcodePacketKind kind, ulong sequence, byte[] body) =>
        seal.Seal(new byte[NetcodeFormat.MaxPacketBytes], kind, sequence, body).ToArray();

    private static string Print((string Name, byte[] Bytes) vector) =>
        $"{vector.Name}:\n"
        + string.Concat(vector.Bytes.Chunk(LineBytes).Select(static line => Hex.Print(line) + "\n"));
}
