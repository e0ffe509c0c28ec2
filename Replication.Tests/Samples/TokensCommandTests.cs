using Replication.Transport;
using Xunit;

namespace Replication.Tests.Samples;

public sealed class TokensCommandTests
{
    [Fact]
    public async Task A_minted_token_in_base64_names_client_and_server()
    {
        string keyFile = await MakeKeyFile();
        try
        {
            (int code, string output, string error) = await SampleProcess.Run(
                "tokens", "mint", "--key", keyFile, "--client-id", "42", "--protocol-id", "7",
                "--server", "127.0.0.1:7777", "--server", "[::1]:7778", "--timeout-seconds", "5");

            Assert.True(code == 0, error);
            Assert.True(ConnectToken.TryRead(Convert.FromBase64String(output.Trim()), out ConnectToken? token));
            Assert.Equal((7ul, 5), (token.ProtocolId, token.TimeoutSeconds));
            Assert.Equal(
                ["127.0.0.1:7777", "[::1]:7778"], token.Servers.ToArray().Select(static server => server.ToString()));
        }
        finally
        {
            File.Delete(keyFile);
        }
    }

    [Fact]
    public async Task A_minted_token_in_a_file_has_2048_bytes()
    {
        string keyFile = await MakeKeyFile();
        string tokenFile = keyFile + ".token";
        try
        {
            (int code, string output, string error) = await SampleProcess.Run(
                "tokens", "mint", "--key", keyFile, "--client-id", "42", "--server", "127.0.0.1:7777",
                "--out", tokenFile);

            Assert.True(code == 0, error);
            Assert.Empty(output);
            Assert.Equal(ConnectToken.LengthBytes, new FileInfo(tokenFile).Length);
        }
        finally
        {
            File.Delete(keyFile);
            File.Delete(tokenFile);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_the_code_is_2()
    {
        string keyFile = await MakeKeyFile();
        try
        {
            (int code, string output, string error) = await SampleProcess.Run(
                "tokens", "mint", "--key", keyFile, "--client-id", "42", "--server", "localhost");

            Assert.Equal(2, code);
            Assert.Empty(output);
            Assert.Contains("10.0.0.1:7777", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(keyFile);
        }
    }

    private static async Task<string> MakeKeyFile()
    {
        (int code, string output, string error) = await SampleProcess.Run("tokens", "key");
        Assert.True(code == 0, error);
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, output, TestContext.Current.CancellationToken);
        return path;
    }
}
