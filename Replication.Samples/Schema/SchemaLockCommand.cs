using System.CommandLine;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>The command line's <c>schema-lock</c>.</summary>
internal static class SchemaLockCommand
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Where the lock goes. The analyzer takes it as an additional file of this name.",
        DefaultValueFactory = _ => "schema.lock.json",
    };

    public static Command Command()
    {
        var command = new Command(
            "schema-lock", "Writes the components as they are now, so that changes which break the wire are seen.")
        {
            Output,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(Output)!;
        try
        {
            File.WriteAllText(path, SchemaLock.Write(ReplicationSchema.Table));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"{path} cannot be written: {exception.Message}");
            return 1;
        }

        parsed.InvocationConfiguration.Output.WriteLine($"{ReplicationSchema.Table.Count} components in {path}");
        return 0;
    }
}
