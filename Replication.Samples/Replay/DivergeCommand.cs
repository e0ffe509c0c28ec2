using System.CommandLine;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>The command line's <c>diverge</c>: where two recordings are not the same.</summary>
internal static class DivergeCommand
{
    private static readonly Argument<string> First = new("first")
    {
        Description = "A recording.",
    };

    private static readonly Argument<string> Second = new("second")
    {
        Description = "Another of the same game: of the server, or of one of its clients.",
    };

    public static Command Command()
    {
        var command = new Command(
            "diverge", "Names replica, component, field and tick of the first difference of two recordings.")
        {
            First, Second,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            using FileStream first = File.OpenRead(parsed.GetValue(First)!);
            using FileStream second = File.OpenRead(parsed.GetValue(Second)!);
            bool isCompared = Divergence.TryCompare(
                first, second, ReplicationSchema.Table, new ReplicationOptions(), out Divergence? divergence,
                out ReplayProblem problem);
            if (isCompared) return Tell(divergence!, parsed.InvocationConfiguration.Output);
            error.WriteLine(problem);
            return 2;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static int Tell(Divergence divergence, TextWriter output)
    {
        foreach (StateDifference difference in divergence.Differences) output.WriteLine(difference);
        int untold = divergence.DifferenceCount - divergence.Differences.Count;
        if (untold > 0) output.WriteLine($"and {untold:N0} more in that tick");
        string compared = $"{divergence.TickCount:N0} ticks and {divergence.StateCount:N0} states compared";
        if (divergence.PassedOver > 0) compared += $", {divergence.PassedOver:N0} passed over";
        if (divergence.TickCount == 0)
        {
            output.WriteLine("The recordings have no tick in common.");
            return 2;
        }

        output.WriteLine(divergence.DifferenceCount == 0 ? $"No difference; {compared}." : $"{compared}.");
        return divergence.DifferenceCount == 0 ? 0 : 1;
    }
}
