using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Reads how a message travels from its attribute.</summary>
internal static class RouteParser
{
    private static readonly string[] Kinds = ["User", "Event", "Replication", "System"];

    private static readonly string[] Reliabilities =
        ["Unreliable", "Sequenced", "ReliableUnordered", "ReliableOrdered"];

    /// <summary>How it travels, or null where a diagnostic or the compiler says why not.</summary>
    public static RouteModel? Parse(AttributeData attribute, string name, ProblemCollector problems)
    {
        int kind = 0;
        int id = 0;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == "Kind" && argument.Value.Value is int givenKind) kind = givenKind;
            if (argument.Key == "Id" && argument.Value.Value is ushort givenId) id = givenId;
        }

        // Without both the code does not compile yet.
        if (AttributeArguments.Value<byte>(attribute, 0) is not { } channel
            || AttributeArguments.Value<int>(attribute, 1) is not { } reliability
            || reliability < 0 || reliability >= Reliabilities.Length) return null;
        if (ProblemOf(kind, id) is { } problem)
        {
            problems.Add(
                MessageDescriptors.BadId,
                AttributeArguments.LocationOf(attribute, problem.Argument),
                name,
                problem.Reason,
                problem.Remedy);
            return null;
        }

        return new RouteModel(Kinds[kind], id, channel, Reliabilities[reliability]);
    }

    private static (string Argument, string Reason, string Remedy)? ProblemOf(int kind, int id)
    {
        if (kind is not (0 or 1))
        {
            return ("Kind", "a kind whose ids are this library's own",
                "use MessageKind.User or MessageKind.Event");
        }

        (int first, int last) = kind == 0 ? (0x1000, 0xFFFF) : (0x0200, 0x0FFF);
        if (id == 0 || (id >= first && id <= last)) return null;
        return ("Id", $"the id 0x{id:X4}",
            $"the ids of {Kinds[kind]} messages are 0x{first:X4} to 0x{last:X4}, "
                + "and without one the table gives one");
    }
}
