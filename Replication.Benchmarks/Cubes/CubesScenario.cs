using System.CommandLine;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// The recorded cubes through the production encoder and decoder: each frame against the baseline some frames back, as
/// one packet, read, applied and compared.
/// </summary>
internal static class CubesScenario
{
    // The frames whose bytes are published for other packers on such a recording.
    private const int FirstFrame = 48;

    public static Command Command(Option<bool> json)
    {
        var trace =
            new Option<string?>("--trace") { Description = "A recording (.bin.br). Default: the samples' own." };
        Option<int> age = OptionRanges.Whole("--age", "How many frames the baseline lies back, 1 to 60.", 6, 1, 60);
        var profile = new Option<CubesProfile>("--profile")
        {
            Description = "Whose codes: default, trained (the samples' profile), half or self (trained here).",
        };
        Option<int> runs = OptionRanges.Whole(
            "--runs", "Times the recording is played; times are the median of the runs.", 9, 1, 1_000);
        var command = new Command("cubes", "Bytes and time per frame on recorded physics.") 
        {
            trace, age, profile, runs,
        };
        command.SetAction(parsed =>
        {
            try
            {
                var recording = CubesRecording.Load(parsed.GetValue(trace));
                return Run(
                    recording, parsed.GetValue(age), parsed.GetValue(profile), parsed.GetValue(runs),
                    parsed.GetValue(json));
            }
            catch (Exception exception)
                when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(exception.Message);
                return 2;
            }
        });
        return command;
    }

    private static int Run(CubesRecording recording, int age, CubesProfile profile, int runs, bool json)
    {
        int firstFrame = profile == CubesProfile.Half ? recording.FrameCount / 2 : FirstFrame;
        if (recording.FrameCount <= Math.Max(firstFrame, FirstFrame))
        {
            Console.Error.WriteLine($"The recording has {recording.FrameCount} frames; figures start at {FirstFrame}.");
            return 2;
        }

        var scene = new CubesScene<UntrainedCubeState>(recording, age);
        RecordedScene played = profile == CubesProfile.Trained ? new CubesScene<CubeState>(recording, age) : scene;
        SchemaTable schema = profile switch
        {
            CubesProfile.Half => ProfileTraining.Train(scene, scene.FrameCount / 2),
            CubesProfile.Self => ProfileTraining.Train(scene, scene.FrameCount),
            _ => played.Schema,
        };

        // The first run is the JIT's.
        var results = new List<PlaybackResult>();
        for (int run = 0; run <= runs; run++)
        {
            PlaybackResult result = new Playback(played, schema).Run(firstFrame, scene.FrameCount);
            if (run > 0) results.Add(result);
        }

        PlaybackResult first = results[0];
        PlaybackResult untrained = new Playback(scene, scene.Schema).Run(firstFrame, scene.FrameCount);
        FullSizes full = new Playback(played, schema).MeasureFull(firstFrame, scene.FrameCount);
        bool isLossless = untrained.IsLossless && results.All(r => r.IsLossless);
        new Report("cubes")
            .Add("profile", profile.ToString().ToLowerInvariant(), "whose codes: default, trained, half or self")
            .Add("frames", first.Frames, $"frames {firstFrame} to {recording.FrameCount - 1}")
            .Add("age", age, "frames from the baseline to the frame")
            .Add("bytes_per_frame", first.BytesPerFrame, "mean bytes of a frame's packet, head and indices included")
            .Add("bytes_over_default", first.BytesPerFrame / untrained.BytesPerFrame, "over those of default codes")
            .Add("full_bytes_per_frame", full.QuantizedBytes, "every replica of each frame in full, at declared widths")
            .Add("delta_saving", full.SavingOf(first), "what deltas save of that")
            .Add("coded_delta_saving", full.CodedSavingOf(first), "and of full states in the same codes")
            .Add("updates_per_frame", first.UpdatesPerFrame, "mean replicas that differ from the baseline")
            .Add("capture_us", Median(results, r => r.CaptureMicroseconds), "world to rows: quantise, compare all")
            .Add("encode_us", Median(results, r => r.EncodeMicroseconds), "rows to packet: select, encode, write")
            .Add("decode_us", Median(results, r => r.DecodeMicroseconds), "packet to rows")
            .Add("apply_us", Median(results, r => r.ApplyMicroseconds), "rows to world: dequantise")
            .Add("clamped", first.Clamped, "numbers outside their declared range")
            .Add("lossless", isLossless, "every frame read equals the frame written, all words")
            .Add("runs", runs, "times are the median of as many runs")
            .Print(json);
        return isLossless ? 0 : 1;
    }

    private static double Median(List<PlaybackResult> results, Func<PlaybackResult, double> figure) =>
        Measure.Median([.. results.Select(figure)]);
}

/// <summary>Whose codes the cubes are sent in.</summary>
internal enum CubesProfile
{
    /// <summary>Those that every component has without a profile.</summary>
    Default,

    /// <summary>Those of the profile that comes with the samples, generated.</summary>
    Trained,

    /// <summary>Codes trained here on the recording's first half; the second half counts.</summary>
    Half,

    /// <summary>Codes trained here on the whole recording.</summary>
    Self,
}
