using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>What a process of clients is told by the command that starts it, whatever its clients run in.</summary>
/// <param name="Server">Where the server is, as a <see cref="LinkEndPoint"/> is written.</param>
/// <param name="First">The number of its first client.</param>
/// <param name="Count">How many clients it has.</param>
/// <param name="Epoch">The server's clock at tick zero, as a timestamp of this machine.</param>
/// <param name="LossRatio">Datagrams lost on the way to the server, 0 to 1.</param>
/// <param name="LatencyMilliseconds">How much longer they take.</param>
/// <param name="Certificate">The server's certificate in base64; null without TLS.</param>
internal sealed record ClientArguments(
    string Server, int First, int Count, long Epoch, double LossRatio, double LatencyMilliseconds, string? Certificate)
{
    private static readonly Option<string> ServerOption = new("--server") { Required = true };
    private static readonly Option<int> FirstOption = new("--first");
    private static readonly Option<int> CountOption = new("--count") { DefaultValueFactory = _ => 1 };
    private static readonly Option<long> EpochOption = new("--epoch");
    private static readonly Option<double> LossOption = new("--loss");
    private static readonly Option<double> LatencyOption = new("--latency-ms");
    private static readonly Option<string?> CertificateOption = new("--certificate");

    /// <summary>A hidden command that takes them.</summary>
    public static Command Command(string name, string description) => new(name, description)
    {
        ServerOption, FirstOption, CountOption, EpochOption, LossOption, LatencyOption, CertificateOption,
    };

    public static ClientArguments Of(ParseResult parsed) => new(
        parsed.GetValue(ServerOption)!, parsed.GetValue(FirstOption), parsed.GetValue(CountOption),
        parsed.GetValue(EpochOption), parsed.GetValue(LossOption), parsed.GetValue(LatencyOption),
        parsed.GetValue(CertificateOption));

    /// <summary>The words of the command line.</summary>
    public List<string> ToWords()
    {
        List<string> words =
        [
            ServerOption.Name, Server,
            FirstOption.Name, Text(First),
            CountOption.Name, Text(Count),
            EpochOption.Name, Text(Epoch),
            LossOption.Name, Text(LossRatio),
            LatencyOption.Name, Text(LatencyMilliseconds),
        ];
        if (Certificate is not null) words.AddRange([CertificateOption.Name, Certificate]);
        return words;
    }

    /// <summary>What the server's certificate must be; null without TLS. The caller disposes it.</summary>
    public X509Certificate2? LoadCertificate() =>
        Certificate is null ? null : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Certificate));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
