using Microsoft.CodeAnalysis;
using static Replication.Generators.Diagnostics.Descriptor;

namespace Replication.Generators.Diagnostics;

/// <summary>Every diagnostic of messages. Each is one sentence that names the symbol and the remedy.</summary>
internal static class MessageDescriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "RPL030",
        "Message is not partial",
        "'{0}' must be partial so that the codec of '{1}' can be added; write 'partial' before its '{2}' keyword");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "RPL031",
        "Message field type is not supported",
        "'{0}' has the type '{1}', which no message carries; use {2}");

    public static readonly DiagnosticDescriptor BadMaximum = Error(
        "RPL032",
        "Maximum of a message field is missing or not valid",
        "'{0}' needs a right maximum because {1}; {2}");

    public static readonly DiagnosticDescriptor NotWritable = Error(
        "RPL033",
        "Message field cannot be read and written",
        "'{0}' cannot be both read and written by the codec of '{1}'; {2}");

    public static readonly DiagnosticDescriptor DuplicateId = ErrorAtEnd(
        "RPL034",
        "Message id is used twice",
        "'{0}' has the id 0x{1}, which is also that of '{2}'; give one of them another id, or none");

    public static readonly DiagnosticDescriptor BadId = Error(
        "RPL035",
        "Message id is outside its kind's span",
        "'{0}' cannot have {1}; {2}");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "RPL036",
        "Message is larger than its channel carries",
        "'{0}' has up to {1} bytes and a {2} channel carries {3}; lower its maxima, or {4}");

    public static readonly DiagnosticDescriptor Generic = Error(
        "RPL037",
        "Message is generic",
        "'{0}' is generic and has no single layout to send; "
            + "declare a message of its own for each case, outside generic types");

    public static readonly DiagnosticDescriptor NotSealedRecord = Error(
        "RPL038",
        "Class of a message is not a sealed record",
        "'{0}' must be a sealed record without a base record, so that all of a value is sent; {1}");

    public static readonly DiagnosticDescriptor NotReachable = Error(
        "RPL039",
        "Message is not reachable",
        "'{0}' cannot be named by the assembly's message table; make it and the types around it internal or public");
}
