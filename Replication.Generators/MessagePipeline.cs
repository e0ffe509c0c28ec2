using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators;

/// <summary>
/// The generator's way for types marked <c>[Message]</c>: a codec for each and the assembly's message table. What is
/// wrong with one is the analyzer's to say.
/// </summary>
internal static class MessagePipeline
{
    public static void Register(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<MessageModel> messages = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.MessageAttribute, IsStructOrClass, static (match, cancellation) =>
                MessageParser.Parse(
                    (INamedTypeSymbol)match.TargetSymbol, match.SemanticModel.Compilation,
                    new ProblemCollector(report: null), cancellation))
            .Where(static message => message is not null)
            .Select(static (message, _) => message!)
            .WithTrackingName(Steps.Message);

        // None where there are no messages: an assembly without any has no table.
        IncrementalValuesProvider<MessageTableModel> table = messages
            .Select(static (message, _) => MessageEntry.Of(message))
            .Collect()
            .Combine(SchemaNamespace.Of(context))
            .SelectMany(static (parts, _) => parts.Left.IsEmpty
                ? Enumerable.Empty<MessageTableModel>()
                : [MessageTableModel.Of(parts.Right, parts.Left)])
            .WithTrackingName(Steps.Table);

        context.RegisterSourceOutput(messages, static (output, message) =>
            output.AddSource(message.HintName, MessageEmitter.Emit(message)));
        context.RegisterSourceOutput(table, static (output, model) =>
            output.AddSource(MessageTableEmitter.HintName, MessageTableEmitter.Emit(model)));
    }

    private static bool IsStructOrClass(SyntaxNode node, CancellationToken cancellation) =>
        node is StructDeclarationSyntax or RecordDeclarationSyntax or ClassDeclarationSyntax;

    /// <summary>The names under which the driver's records of the pipeline are found.</summary>
    internal static class Steps
    {
        public const string Message = nameof(Message);
        public const string Table = nameof(Table);
    }
}
