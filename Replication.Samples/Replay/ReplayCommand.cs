using System.CommandLine;
using System.Diagnostics;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>The command line's <c>replay</c>: a recorded match without a server.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> RecordingFile = new("file")
    {
        Description = "A recording, as match --record makes one.",
    };

    private static readonly Option<uint?> At = new("--at")
    {
        Description = "A tick to show alone. Default: all of the recording is played.",
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "1 plays as fast as it was recorded, 2 twice as fast. Default 0: as fast as can be.",
    };

    public static Command Command()
    {
        var command = new Command("replay", "Plays a recording into a world, as a client plays a server.")
        {
            RecordingFile, At, Speed,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        TextWriter output = parsed.InvocationConfiguration.Output;
        try
        {
            using FileStream file = File.OpenRead(parsed.GetValue(RecordingFile)!);
            var store = new WorldStore(ReplicationSchema.Table);
            bool isOpen = ReplayPlayer.TryOpen(
                file, ReplicationSchema.Table, store, new ReplicationOptions(), out ReplayPlayer? player,
                out ReplayProblem problem);
            if (!isOpen)
            {
                error.WriteLine($"{file.Name}: {problem}");
                return 2;
            }

            output.WriteLine(
                $"{player!.Source} recording, ticks {player.FirstTick} to {player.LastTick}, "
                + $"{player.TicksPerSecond} a second, {file.Length:N0} bytes");
            if (parsed.GetValue(At) is { } tick)
                player.Seek(new Tick(tick));
            else
                Play(player, parsed.GetValue(Speed), output);
            output.WriteLine(Line(player));
            return player.DamagedBlocks == 0 ? 0 : 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static void Play(ReplayPlayer player, double speed, TextWriter output)
    {
        long start = Stopwatch.GetTimestamp();
        for (int ticks = 1; player.Step(); ticks++)
        {
            if (ticks % player.TicksPerSecond == 0) output.WriteLine(Line(player));
            if (speed <= 0) continue;
            TimeSpan wait =
                TimeSpan.FromSeconds(ticks / speed / player.TicksPerSecond) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
        }
    }

    private static string Line(ReplayPlayer player)
    {
        string line = $"tick {player.CurrentTick}: {player.ReplicaCount} replicas, rows {player.Hash():x16}";
        return player.DamagedBlocks == 0 ? line : $"{line}, {player.DamagedBlocks} damaged blocks passed over";
    }
}
