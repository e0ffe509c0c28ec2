using System.CommandLine;
using System.Security.Cryptography;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>The command line's <c>tokens</c>: what a backend does, by hand.</summary>
internal static class TokensCommand
{
    private static readonly Option<string> KeyFile = new("--key")
    {
        Description = "A file with the private key in base64, as tokens key prints it. The servers have the same.",
        Required = true,
    };

    private static readonly Option<ulong> ProtocolId = new("--protocol-id")
    {
        Description = "Names the game's protocol; the servers' must be the same.",
    };

    private static readonly Option<ulong> ClientId = new("--client-id")
    {
        Description = "Who the client is. A server has no two of the same at a time.",
        Required = true,
    };

    private static readonly Option<string[]> Servers = new("--server")
    {
        Description = "A server's address, 10.0.0.1:7777 or [::1]:7777, up to 32 of them in the order of trying.",
        Required = true,
    };

    private static readonly Option<int> LifetimeSeconds = OptionRanges.Whole(
        "--lifetime-seconds", "How long the token may begin a connection, 1 to 3,600.", 30, 1, 3_600);

    private static readonly Option<int> TimeoutSeconds = OptionRanges.Whole(
        "--timeout-seconds", "How long both sides wait in silence, 1 to 3,600.", 10, 1, 3_600);

    private static readonly Option<string> UserData = new("--user-data")
    {
        Description = "What the servers shall learn of the client, as text of at most 256 bytes.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Writes the token's 2,048 bytes into this file. Default: base64 on standard output.",
    };

    public static Command Command()
    {
        var mint = new Command("mint", "Makes a connect token (netcode 1.02) for one client.")
        {
            KeyFile, ProtocolId, ClientId, Servers, LifetimeSeconds, TimeoutSeconds, UserData, Out,
        };
        mint.SetAction(Mint);
        var key = new Command("key", "Prints a new private key in base64.");
        key.SetAction(_ => Console.WriteLine(
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(ConnectTokenMint.PrivateKeyBytes))));
        return new Command("tokens", "Makes the keys and connect tokens of sealed sessions.") { mint, key };
    }

    private static int Mint(ParseResult parsed)
    {
        try
        {
            byte[] token = Mint(parsed, ReadKey(parsed.GetRequiredValue(KeyFile)));
            if (parsed.GetValue(Out) is { } path)
                File.WriteAllBytes(path, token);
            else
                Console.WriteLine(Convert.ToBase64String(token));
            return 0;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static byte[] Mint(ParseResult parsed, byte[] key)
    {
        var options = new ConnectTokenOptions
        {
            Lifetime = TimeSpan.FromSeconds(parsed.GetValue(LifetimeSeconds)),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(TimeoutSeconds)),
        };
        using var mint = new ConnectTokenMint(parsed.GetValue(ProtocolId), key, TimeProvider.System, options);
        byte[] userData = System.Text.Encoding.UTF8.GetBytes(parsed.GetValue(UserData)!);
        LinkAddress[] servers = [.. parsed.GetRequiredValue(Servers).Select(ParseServer)];
        return mint.Mint(parsed.GetValue(ClientId), servers, userData).Bytes.ToArray();
    }

    private static byte[] ReadKey(string path) => Convert.FromBase64String(File.ReadAllText(path).Trim());

    private static LinkAddress ParseServer(string text) => LinkAddress.TryParse(text, out LinkAddress address)
        ? address
        : throw new FormatException($"--server must be an address and a port, such as 10.0.0.1:7777, not {text}.");
}
