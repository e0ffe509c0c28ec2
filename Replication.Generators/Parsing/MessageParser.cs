using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>
/// Turns a type marked <c>[Message]</c> into a model, or says why it is no message. The generator asks for the model,
/// the analyzer for the reasons.
/// </summary>
internal static class MessageParser
{
    /// <summary>The message, or null where an error or the compiler says why there is none.</summary>
    public static MessageModel? Parse(
        INamedTypeSymbol type, Compilation compilation, ProblemCollector problems, CancellationToken cancellation)
    {
        AttributeData attribute = SymbolNames.Find(type, KnownNames.MessageAttribute)!;
        MessageModel? message = null;
        if (DeclarationOf(attribute) is { } declaration)
        {
            CheckDeclaration(declaration, type, problems);
            RouteModel? route = RouteParser.Parse(attribute, type.Name, problems);
            if (problems.ErrorCount == 0)
            {
                var records = new MessageRecordParser(type, compilation, problems, cancellation);
                MessageRecord? record = records.ParseMessage();
                if (record is not null && route is not null && problems.ErrorCount == 0)
                    message = ModelOf(declaration, type, route, record, records.Nested);
            }
        }

        if (message is not null) CheckSize(message, type, problems);
        return problems.ErrorCount == 0 ? message : null;
    }

    private static TypeDeclarationSyntax? DeclarationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static MessageModel ModelOf(
        TypeDeclarationSyntax declaration,
        INamedTypeSymbol type,
        RouteModel route,
        MessageRecord record,
        IEnumerable<MessageRecord> nested) => new(
        type.ContainingNamespace.IsGlobalNamespace ? "" : SymbolNames.InCode(type.ContainingNamespace),
        ComponentParser.ContainersOf(declaration).Reverse().Select(ComponentParser.DeclarationText)
            .ToEquatableArray(),
        ComponentParser.DeclarationText(declaration),
        declaration.Identifier.Text,
        SymbolNames.FullName(type),
        route,
        record,
        nested.ToEquatableArray());

    private static void CheckDeclaration(
        TypeDeclarationSyntax declaration, INamedTypeSymbol type, ProblemCollector problems)
    {
        foreach (TypeDeclarationSyntax part in ComponentParser.ContainersOf(declaration).Prepend(declaration))
        {
            Location location = part.Identifier.GetLocation();
            string name = part.Identifier.ValueText;
            if (part.TypeParameterList is not null)
            {
                problems.Add(MessageDescriptors.Generic, location, name);
            }
            else if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                problems.Add(
                    MessageDescriptors.NotPartial, location, name, type.Name, ComponentParser.KeywordOf(part));
            }
        }

        Location place = declaration.Identifier.GetLocation();
        if (type.IsRefLikeType)
        {
            problems.Add(MessageDescriptors.UnsupportedType, place,
                type.Name, "ref struct", "a struct or a sealed record");
        }

        if (type.IsReferenceType && SealedRecords.RemedyFor(type) is { } remedy)
            problems.Add(MessageDescriptors.NotSealedRecord, place, type.Name, remedy);
        if (!ComponentParser.IsReachable(type))
            problems.Add(MessageDescriptors.NotReachable, place, type.Name);
    }

    private static void CheckSize(MessageModel message, INamedTypeSymbol type, ProblemCollector problems)
    {
        bool isPacket = message.Route.Reliability is "Unreliable" or "Sequenced";
        int limit = isPacket ? KnownNames.MaxPacketMessageBytes : KnownNames.MaxMessageBytes;
        if (message.MaxFrameBytes <= limit) return;
        problems.Add(
            MessageDescriptors.TooLarge,
            type.Locations[0],
            type.Name,
            $"{message.MaxFrameBytes}",
            message.Route.Reliability,
            $"{limit}",
            isPacket ? "send it reliably" : "send it in several messages");
    }
}
