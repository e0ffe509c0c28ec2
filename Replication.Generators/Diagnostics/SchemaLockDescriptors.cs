using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

namespace Replication.Generators.Diagnostics;

/// <summary>What is said of components that are not as <c>schema.lock.json</c> has them.</summary>
internal static class SchemaLockDescriptors
{
    public static readonly DiagnosticDescriptor Breaking = Warning(
        "RPL050",
        "Change that released builds cannot read",
        "'{0}' was {1} in schema.lock.json and is {2}, which builds of before refuse; "
            + "undo it, give it another name or id, or accept it into the lock");

    public static readonly DiagnosticDescriptor Compatible = Advice(
        "RPL051",
        "Change that the schema lock lacks",
        "'{0}' {1}, which released builds can do with and schema.lock.json does not have yet; accept it into the lock");

    public static readonly DiagnosticDescriptor Unreadable = Warning(
        "RPL052",
        "Schema lock cannot be read",
        "The file '{0}' is no schema lock because {1}; write it anew with SchemaLock.Write");
}
