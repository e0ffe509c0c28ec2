using System.CommandLine;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>The command line's <c>train</c>.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Trace = new("trace")
    {
        Description = "The recording (.bin.br) to train on. Default: the one that comes with the samples.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Where the profile goes. The generator takes it as an additional file of this name.",
        DefaultValueFactory = _ => "wire-profile.json",
    };

    private static readonly Option<int> Frames = OptionRanges.Whole(
        "--frames", "How many of the recording's frames to train on, from the first. Default: all.",
        int.MaxValue, 1, int.MaxValue);

    private static readonly Option<int> LatencyMilliseconds = OptionRanges.Whole(
        "--latency-ms", "How long datagrams take each way, 0 to 400: how old the acknowledged states are.", 40, 0, 400);

    public static Command Command()
    {
        var command = new Command(
            "train", "Plays a recording to clients on a simulated network and trains wire codes on what is sent.")
        {
            Trace, Output, Frames, LatencyMilliseconds,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        try
        {
            var recording = CubesRecording.Load(parsed.GetValue(Trace));
            using var match = new TrainingMatch(
                recording, TimeSpan.FromMilliseconds(parsed.GetValue(LatencyMilliseconds)));
            int frames = Math.Min(parsed.GetValue(Frames), recording.FrameCount);
            for (int frame = 0; frame < frames; frame++)
            {
                if (frame % 120 == 0) Console.WriteLine($"frame {frame:N0} of {frames:N0}");
                match.Step(frame);
            }

            WireProfile profile = match.Training.Train(static name => Console.WriteLine($"training {name}"));
            string path = parsed.GetValue(Output)!;
            File.WriteAllText(path, WireProfileJson.Write(profile));
            Console.WriteLine($"wrote {path}: {profile.Components.Sum(item => item.Delta.Samples):N0} deltas and "
                + $"{profile.Components.Sum(item => item.Full.Samples):N0} rows in full were trained on");
            return 0;
        }
        catch (Exception exception)
            when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
    }
}
