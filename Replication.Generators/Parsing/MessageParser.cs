using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>What the parser found out about one type marked <c>[Message]</c>.</summary>
/// <param name="Message">The message, or null where a diagnostic says why there is none.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
internal sealed record MessageParseResult(MessageModel? Message, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Turns a type marked <c>[Message]</c> into a model, or says why it is no message.</summary>
internal static class MessageParser
{
    public static MessageParseResult Parse(
        INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        AttributeData attribute = SymbolNames.Find(type, KnownNames.MessageAttribute)!;
        var diagnostics = new List<DiagnosticInfo>();
        MessageModel? message = null;
        if (DeclarationOf(attribute) is { } declaration)
        {
            CheckDeclaration(declaration, type, diagnostics);
            RouteModel? route = RouteParser.Parse(attribute, type.Name, diagnostics);
            if (diagnostics.Count == 0)
            {
                var records = new MessageRecordParser(type, compilation, diagnostics, cancellation);
                MessageRecord? record = records.ParseMessage();
                if (record is not null && route is not null && diagnostics.Count == 0)
                    message = ModelOf(declaration, type, route, record, records.Nested);
            }
        }

        if (message is not null) CheckSize(message, type, diagnostics);
        return new MessageParseResult(diagnostics.Count == 0 ? message : null, diagnostics.ToEquatableArray());
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
        TypeDeclarationSyntax declaration, INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
    {
        foreach (TypeDeclarationSyntax part in ComponentParser.ContainersOf(declaration).Prepend(declaration))
        {
            Location location = part.Identifier.GetLocation();
            string name = part.Identifier.ValueText;
            if (part.TypeParameterList is not null)
            {
                diagnostics.Add(DiagnosticInfo.Create(MessageDescriptors.Generic, location, name));
            }
            else if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                diagnostics.Add(DiagnosticInfo.Create(
                    MessageDescriptors.NotPartial, location, name, type.Name, ComponentParser.KeywordOf(part)));
            }
        }

        Location place = declaration.Identifier.GetLocation();
        if (type.IsRefLikeType)
        {
            diagnostics.Add(DiagnosticInfo.Create(MessageDescriptors.UnsupportedType, place,
                type.Name, "ref struct", "a struct or a sealed record"));
        }

        if (type.IsReferenceType && SealedRecords.RemedyFor(type) is { } remedy)
            diagnostics.Add(DiagnosticInfo.Create(MessageDescriptors.NotSealedRecord, place, type.Name, remedy));
        if (!ComponentParser.IsReachable(type))
            diagnostics.Add(DiagnosticInfo.Create(MessageDescriptors.NotReachable, place, type.Name));
    }

    private static void CheckSize(MessageModel message, INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
    {
        bool isPacket = message.Route.Reliability is "Unreliable" or "Sequenced";
        int limit = isPacket ? KnownNames.MaxPacketMessageBytes : KnownNames.MaxMessageBytes;
        if (message.MaxFrameBytes <= limit) return;
        diagnostics.Add(DiagnosticInfo.Create(
            MessageDescriptors.TooLarge,
            type.Locations[0],
            type.Name,
            $"{message.MaxFrameBytes}",
            message.Route.Reliability,
            $"{limit}",
            isPacket ? "send it reliably" : "send it in several messages"));
    }
}
