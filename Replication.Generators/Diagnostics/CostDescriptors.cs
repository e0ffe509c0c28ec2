using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

namespace Replication.Generators.Diagnostics;

/// <summary>The diagnostics of what components cost on the wire.</summary>
internal static class CostDescriptors
{
    public static readonly DiagnosticDescriptor WireCost = AdviceOnDemand(
        "RPL040",
        "What an update costs",
        "An update of '{0}' takes {1} to {2} bits, typically {3}, and a full send {4}; of these fields each that "
            + "changed takes {5}");

    public static readonly DiagnosticDescriptor OverBudget = Error(
        "RPL041",
        "Component is over its wire budget",
        "An update of '{0}' may take {1} bits and its budget is {2}; the dearest are {3}: quantise them more coarsely, "
            + "move some to a component that changes less often, or raise the budget");
}
