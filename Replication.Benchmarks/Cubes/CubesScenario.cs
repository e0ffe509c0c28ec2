using System.CommandLine;
using System.Diagnostics;
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
        var age = new Option<int>("--age")
        {
            Description = "How many frames the baseline lies back, 1 to 60.",
            DefaultValueFactory = _ => 6,
        }.Within(1, 60);
        var runs = new Option<int>("--runs")
        {
            Description = "Times the recording is played; times are the median of the runs.",
            DefaultValueFactory = _ => 9,
        }.Within(1, 1_000);
        var command = new Command("cubes", "Bytes and time per frame on recorded physics.") { trace, age, runs };
        command.SetAction(parsed =>
        {
            try
            {
                var recording = CubesRecording.Load(parsed.GetValue(trace));
                return Run(recording, parsed.GetValue(age), parsed.GetValue(runs), parsed.GetValue(json));
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

    private static int Run(CubesRecording recording, int age, int runs, bool json)
    {
        if (recording.FrameCount <= FirstFrame)
        {
            Console.Error.WriteLine($"The recording has {recording.FrameCount} frames; figures start at {FirstFrame}.");
            return 2;
        }

        // The first run is the JIT's.
        var results = new List<CubesResult>();
        for (int run = 0; run <= runs; run++)
        {
            CubesResult result = new CubesPlayback(recording, age).Run(FirstFrame);
            if (run > 0) results.Add(result);
        }

        CubesResult first = results[0];
        new Report("cubes")
            .Add("frames", first.Frames, $"frames {FirstFrame} to {recording.FrameCount - 1}")
            .Add("age", age, "frames from the baseline to the frame")
            .Add("bytes_per_frame", first.BytesPerFrame, "mean bytes of a frame's packet, head and indices included")
            .Add("updates_per_frame", first.UpdatesPerFrame, "mean replicas that differ from the baseline")
            .Add("capture_us", Median(results, r => r.CaptureMicroseconds), "world to rows: quantise, compare all")
            .Add("encode_us", Median(results, r => r.EncodeMicroseconds), "rows to packet: select, encode, write")
            .Add("decode_us", Median(results, r => r.DecodeMicroseconds), "packet to rows")
            .Add("apply_us", Median(results, r => r.ApplyMicroseconds), "rows to world: dequantise")
            .Add("clamped", first.Clamped, "numbers outside their declared range")
            .Add("lossless", results.All(r => r.IsLossless), "every frame read equals the frame written, all words")
            .Add("runs", runs, "times are the median of as many runs")
            .Print(json);
        return results.All(r => r.IsLossless) ? 0 : 1;
    }

    private static double Median(List<CubesResult> results, Func<CubesResult, double> figure) =>
        Measure.Median([.. results.Select(figure)]);
}

/// <summary>The figures of one run.</summary>
internal sealed record CubesResult(
    int Frames, double BytesPerFrame, double UpdatesPerFrame, double CaptureMicroseconds, double EncodeMicroseconds,
    double DecodeMicroseconds, double ApplyMicroseconds, long Clamped, bool IsLossless);
