using System.CommandLine;
using System.CommandLine.Parsing;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>The command line's <c>match</c>.</summary>
internal static class MatchCommand
{
    private static readonly Option<int> Clients = OptionRanges.Whole(
        "--clients", "How many clients connect, 1 to 256.", 4, 1, 256);

    private static readonly Option<int> ClientsPerProcess = new Option<int>("--clients-per-process")
    {
        Description = "How many clients share a process. Default: one each, up to eight processes.",
    }.Within(1, 256);

    private static readonly Option<int> Seconds = OptionRanges.Whole(
        "--seconds", "How long the world moves, 1 to 86,400. It then stands still for the proof.", 20, 1, 86_400);

    private static readonly Option<double> Loss = new("--loss")
    {
        Description = "Datagrams lost in each direction: 5, 5% or 0.05 mean one in twenty. At most 90 %.",
        CustomParser = ParseLoss,
    };

    private static readonly Option<int> LatencyMilliseconds = new Option<int>("--latency-ms")
    {
        Description = "What each direction takes longer, in milliseconds, 0 to 1,000.",
    }.Within(0, 1_000);

    private static readonly Option<LinkScheme> Link = new("--link")
    {
        Description = "What carries the datagrams: udp, tcp, tls, ws or wss. For tls and wss a certificate is made.",
    };

    private static readonly Option<string?> Trace = new("--trace")
    {
        Description = "The recording (.bin.br) that is the world. Default: the one that comes with the samples.",
    };

    private static readonly Option<string?> Record = new("--record")
    {
        Description = "A file (.replay) that the match is recorded to, for replay and diverge.",
    };

    private static readonly Option<string?> Browser = new("--browser")
    {
        Description = "Clients run as WebAssembly in headless Chromium: the folder of the published page.",
    };

    public static Command Command()
    {
        var command = new Command(
            "match", "A server plays recorded physics to client processes and shows what that costs.")
        {
            Clients, ClientsPerProcess, Seconds, Loss, LatencyMilliseconds, Link, Trace, Record, Browser,
        };
        command.Validators.Add(CheckBrowser);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        int clients = parsed.GetValue(Clients);
        int perProcess =
            parsed.GetResult(ClientsPerProcess) is null ? (clients + 7) / 8 : parsed.GetValue(ClientsPerProcess);
        var options = new MatchOptions(
            clients, perProcess, parsed.GetValue(Seconds), parsed.GetValue(Loss),
            TimeSpan.FromMilliseconds(parsed.GetValue(LatencyMilliseconds)), parsed.GetValue(Link),
            parsed.GetValue(Trace), parsed.GetValue(Record), parsed.GetValue(Browser));
        Option<string?> file = Trace;
        try
        {
            var recording = CubesRecording.Load(options.Trace);
            file = Record;
            using var match = new MatchServer(options, recording);
            return match.Run();
        }
        catch (Exception exception)
            when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{file.Name}: {exception.Message}");
            return 2;
        }
    }

    private static void CheckBrowser(CommandResult result)
    {
        if (result.GetValue(Browser) is not { } folder) return;
        if (result.GetValue(Link) is not (LinkScheme.Ws or LinkScheme.Wss))
            result.AddError("--browser needs --link ws or wss: a browser has no other link.");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            result.AddError(
                $"--browser: {folder} has no index.html. Make the page with "
                + "dotnet publish Replication.Samples.Browser -c Release -o FOLDER, and name FOLDER/wwwroot.");
        }
    }

    private static double ParseLoss(ArgumentResult argument)
    {
        if (argument.Tokens.Count == 1 && MatchOptions.TryParseLoss(argument.Tokens[0].Value, out double ratio))
            return ratio;
        argument.AddError("--loss must be 0 to 90 percent, written as 5, 5% or 0.05.");
        return 0;
    }
}
