using System.CommandLine;
using Replication.Benchmarks;

var json = new Option<bool>("--json")
{
    Description = "One JSON object a line with stable names, instead of a table.",
    Recursive = true,
};
var root = new RootCommand("Measures Replication. Each scenario prints a table, or with --json one object a line.")
{
    json,
    CodecScenario.Command(json),
    CubesScenario.Command(json),
    OpenArenaScenario.Command(json),
    AeadScenario.Command(json),
    GeneratorScenario.Command(json),
    TransportScenario.Command(json),
    TrafficProcess.Command(),
    SoakScenario.Command(json),
    WorldScenario.Command(json),
    JoinScenario.Command(json),
    WorldClientCommand.Command(),
    WorldTrainCommand.Command(),
};
return root.Parse(args).Invoke();
