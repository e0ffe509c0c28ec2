using System.CommandLine;
using Replication.Samples;

var root =
    new RootCommand(
        "Samples of Replication: hello is the smallest program, match the whole way between processes; convoy shows "
        + "prefabs, parents and groups; train writes wire codes, schema-lock what the components are; replay plays a "
        + "recorded match, diverge compares two; netsim is a bad network.")
{
    Hello.Command(),
    ConvoyCommand.Command(),
    MatchCommand.Command(),
    MatchClientCommand.Command(),
    BrowserClientCommand.Command(),
    ReplayCommand.Command(),
    DivergeCommand.Command(),
    TrainCommand.Command(),
    TokensCommand.Command(),
    SchemaLockCommand.Command(),
    NetsimCommand.Command(),
};
return root.Parse(args).Invoke();
