using System.CommandLine;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// The hidden <c>world-train</c>: trains the codes of <see cref="Mover"/> on orbits, rates, speeds and round trips of
/// its own, none of them a default of <c>world</c>.
/// </summary>
internal static class WorldTrainCommand
{
    public static Command Command()
    {
        var output = new Argument<string>("output");
        var command = new Command("world-train", "Writes the profile of the scene world.") { output };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            File.WriteAllText(parsed.GetValue(output)!, WireProfileJson.Write(Train()));
            return 0;
        });
        return command;
    }

    private static WireProfile Train()
    {
        var training = new TrainingSet();
        SchemaTable schema = training.Observe(WorldScene.SchemaOf(WorldProfile.Trained));
        int seed = 1_000;
        foreach (int hertz in (int[])[20, 30, 60])
        {
            foreach (int latencyMilliseconds in (int[])[0, 0, 20, 50])
            {
                using var run = new WorldRun(
                    new WorldOptions
                    {
                        Entities = 200,
                        Clients = 2,
                        Hertz = hertz,
                        Seconds = 60 / hertz,
                        Link = WorldLinkKind.Loopback,
                        LatencyMilliseconds = latencyMilliseconds,
                        LossRatio = 0.01,
                        Seed = ++seed,
                        Speed = 0.5 + (seed % 4 * 0.33),
                    },
                    schema);
                run.Run();
            }
        }

        return training.Train();
    }
}
