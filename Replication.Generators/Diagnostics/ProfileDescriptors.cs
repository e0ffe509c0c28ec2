using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

namespace Replication.Generators.Diagnostics;

/// <summary>What is wrong with trained wire codes.</summary>
internal static class ProfileDescriptors
{
    public static readonly DiagnosticDescriptor Stale = Warning(
        "RPL060",
        "Wire profile is of other fields",
        "The wire profile of '{0}' was trained on other fields and is not used; train it anew");

    public static readonly DiagnosticDescriptor Unreadable = Error(
        "RPL061",
        "Wire profile cannot be read",
        "'{0}' is no wire profile because {1}; train it anew");
}
