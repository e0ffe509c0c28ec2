using System.CommandLine;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// A recorded match through the production encoder and decoder, in codes trained on its first half; its second half
/// counts.
/// </summary>
internal static class OpenArenaScenario
{
    public static Command Command(Option<bool> json)
    {
        var trace = new Option<string>("--trace") { Description = "A recording (.bin.br).", Required = true };
        Option<int> runs = OptionRanges.Whole(
            "--runs", "Times the recording is played; times are the median of the runs.", 3, 1, 1_000);
        var command = new Command("openarena", "Bytes per snapshot of a recorded Quake 3 match.") { trace, runs };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(trace)!;
            if (!File.Exists(path))
            {
                // The recordings are not part of the project: a machine without them has nothing to measure.
                Console.Error.WriteLine($"Skipped: there is no recording {path}.");
                return 0;
            }

            try
            {
                return Run(OpenArenaRecording.Load(path), parsed.GetValue(runs), parsed.GetValue(json));
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

    private static int Run(OpenArenaRecording recording, int runs, bool json)
    {
        var scene = new OpenArenaScene(recording);
        int half = scene.FrameCount / 2;
        if (half == 0)
        {
            Console.Error.WriteLine($"The recording has {scene.FrameCount} snapshots; at least two are needed.");
            return 2;
        }

        SchemaTable schema = ProfileTraining.Train(scene, half);
        var results = new List<PlaybackResult>();
        for (int run = 0; run < runs; run++) results.Add(new Playback(scene, schema).Run(half, scene.FrameCount));
        PlaybackResult first = results[0];
        PlaybackResult untrained = new Playback(scene, scene.Schema).Run(half, scene.FrameCount);
        FullSizes full = new Playback(scene, schema).MeasureFull(half, scene.FrameCount);
        bool isLossless = untrained.IsLossless && results.All(r => r.IsLossless);
        new Report("openarena")
            .Add("snapshots", first.Frames, $"from snapshot {half} on; codes were trained on those before")
            .Add("bytes_per_snapshot", first.BytesPerFrame, "mean bytes of a snapshot's packet, all of it")
            .Add("default_bytes_per_snapshot", untrained.BytesPerFrame, "the same in codes without a profile")
            .Add("full_bytes_per_snapshot", full.QuantizedBytes, "all entities in full, at declared widths")
            .Add("delta_saving", full.SavingOf(first), "what deltas save of that")
            .Add("coded_delta_saving", full.CodedSavingOf(first), "and of full states in the same codes")
            .Add("updates_per_snapshot", first.UpdatesPerFrame, "mean entities that came, changed or went")
            .Add("encode_us", Measure.Median([.. results.Select(r => r.EncodeMicroseconds)]), "rows to packet")
            .Add("decode_us", Measure.Median([.. results.Select(r => r.DecodeMicroseconds)]), "packet to rows")
            .Add("lossless", isLossless, "every field of every entity read is the bits that the game had")
            .Print(json);
        return isLossless ? 0 : 1;
    }
}
