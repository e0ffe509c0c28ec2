using Microsoft.CodeAnalysis;

namespace Replication.Generators.Diagnostics;

/// <summary>Every diagnostic. Each message is one sentence that names the symbol and the remedy.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "RPL001",
        "Component is not partial",
        "'{0}' must be partial so that the codec of '{1}' can be added; write 'partial' before its '{2}' keyword");

    public static readonly DiagnosticDescriptor NotUnmanaged = Error(
        "RPL002",
        "Component holds references",
        "'{0}' of component '{1}' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "RPL003",
        "Field type is not supported",
        "'{0}' has the type '{1}', which has no code; use {2}");

    public static readonly DiagnosticDescriptor GenericComponent = Error(
        "RPL004",
        "Component is generic",
        "'{0}' is generic and has no single layout to send; "
            + "declare a struct of its own for each case, outside generic types");

    public static readonly DiagnosticDescriptor NotWritable = Error(
        "RPL005",
        "Field cannot be read and written",
        "'{0}' cannot be both read and written by the codec of '{1}'; {2}");

    public static readonly DiagnosticDescriptor BadRange = Error(
        "RPL006",
        "Range of [Quantize] is not valid",
        "The range of '{0}' is not valid because {1}; {2}");

    public static readonly DiagnosticDescriptor NothingToQuantize = Error(
        "RPL007",
        "[Quantize] on a field without numbers",
        "'{0}' has the type '{1}', which [Quantize] does not apply to; {2}");

    public static readonly DiagnosticDescriptor BadSmallestThree = Error(
        "RPL008",
        "[SmallestThree] is not valid",
        "[SmallestThree] of '{0}' is not valid because {1}; {2}");

    public static readonly DiagnosticDescriptor TooManyFields = Error(
        "RPL009",
        "Struct has too many fields",
        "'{0}' has {1} fields and a change mask covers {2}; move some of them into a nested struct");

    public static readonly DiagnosticDescriptor TooManyComponents = Error(
        "RPL010",
        "Assembly has too many components",
        "'{0}' is one of {1} components and a schema table holds {2}; "
            + "merge components that change together, or replicate fewer");

    public static readonly DiagnosticDescriptor AuthorityWithoutReplicated = Error(
        "RPL011",
        "[Authority] without [Replicated]",
        "'{0}' has [Authority] and is not replicated; add [Replicated], or remove [Authority]");

    public static readonly DiagnosticDescriptor TooManyWords = Error(
        "RPL012",
        "Component is too large",
        "'{0}' has {1} words and a component holds {2}; shorten its inline arrays, or send them as messages");

    public static readonly DiagnosticDescriptor NotReachable = Error(
        "RPL013",
        "Component is not reachable",
        "'{0}' cannot be named by the assembly's schema table; make it and the types around it internal or public");

    private const string Category = "Replication";

    private const string HelpLink = "https://github.com/replication-dotnet/replication/blob/main/docs/diagnostics/";

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(
        id,
        title,
        message,
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink + id + ".md");
}
