using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

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

    public static readonly DiagnosticDescriptor UselessRange = Warning(
        "RPL014",
        "Range of [Quantize] saves nothing",
        "The range of '{0}' costs {1} bits and an exact {2} costs {3}; "
            + "remove [Quantize], or write a smaller range or a larger step");

    public static readonly DiagnosticDescriptor NoRange = Advice(
        "RPL015",
        "Number has no range",
        "'{0}' is sent exactly with {1} bits; "
            + "add [Quantize] with its range and step, or [Exact] if that is on purpose");

    public static readonly DiagnosticDescriptor FieldIdTwice = Error(
        "RPL016",
        "Field id is used twice",
        "The id {0} of '{1}' is that of '{2}' too; give one of them another id");

    public static readonly DiagnosticDescriptor BadFieldId = Error(
        "RPL017",
        "Field id is out of range",
        "The id {0} of '{1}' is out of range; use 1 to {2}");

    public static readonly DiagnosticDescriptor NoAuthority = Error(
        "RPL018",
        "Client writes what is the server's",
        "'{0}' is the server's to write and '{1}' runs on clients; "
            + "write it on the server, or change a copy of it, or give its owner the authority");

    public static readonly DiagnosticDescriptor AudienceWithoutReplicated = Error(
        "RPL019",
        "[Audience] without [Replicated]",
        "'{0}' has [Audience] and is not replicated; add [Replicated], or remove [Audience]");

    public static readonly DiagnosticDescriptor LeakToEverybody = Warning(
        "RPL020",
        "Owner's value goes to everybody",
        "'{0}' of '{1}' is for its {3} and '{2}' goes to {4}; "
            + "write it into a component for the {3}, or give '{2}' the same [Audience]");

    public static readonly DiagnosticDescriptor PredictedClock = Error(
        "RPL021",
        "Predicted method reads a clock",
        "'{0}' is predicted and reads the clock '{1}', which says something else when it runs again; "
            + "count ticks, or take the time as a parameter");

    public static readonly DiagnosticDescriptor PredictedRandom = Error(
        "RPL022",
        "Predicted method is random",
        "'{0}' is predicted and draws from '{1}', which gives something else when it runs again; "
            + "seed a generator with the tick and the replica");

    public static readonly DiagnosticDescriptor PredictedStatic = Error(
        "RPL023",
        "Predicted method uses a mutable static",
        "'{0}' is predicted and uses the mutable static '{1}', which is not set back when it runs again; "
            + "keep it in a component, make it readonly, or take it as a parameter");

    public static readonly DiagnosticDescriptor NothingExact = Error(
        "RPL024",
        "[Exact] does not apply",
        "[Exact] of '{0}' does not apply because {1}; {2}");

    public static readonly DiagnosticDescriptor BadReference = Error(
        "RPL025",
        "Reference to what is no component",
        "'{0}' refers to a replica that has '{1}', which is no component; "
            + "mark '{1}' [Replicated], or name a component");

    public static readonly DiagnosticDescriptor BadParent = Error(
        "RPL026",
        "[Parent] does not apply",
        "[Parent] of '{0}' does not apply because its type is '{1}'; make it a NetRef, or remove the attribute");

    public static readonly DiagnosticDescriptor BadTolerance = Error(
        "RPL027",
        "[Tolerance] does not apply",
        "[Tolerance] of '{0}' does not apply because {1}; {2}");

    public static readonly DiagnosticDescriptor BadPace = Error(
        "RPL028",
        "Rate or priority is not valid",
        "{0} of '{1}' is {2}; make it {3}, or leave it out");
}
