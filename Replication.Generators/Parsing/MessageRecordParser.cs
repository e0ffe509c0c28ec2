using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Parses the fields of a message and of the types within it.</summary>
internal sealed class MessageRecordParser(
    INamedTypeSymbol message,
    Compilation compilation,
    ProblemCollector problems,
    CancellationToken cancellation)
{
    private readonly Dictionary<string, MessageRecord?> _parsed = [];
    private readonly HashSet<string> _open = [];
    private readonly HashSet<string> _codecNames = [];
    private readonly List<MessageRecord> _nested = [];

    /// <summary>The types within the message, a type before those that hold it.</summary>
    public IEnumerable<MessageRecord> Nested => _nested;

    /// <summary>The message's own fields, or null where a diagnostic says why not.</summary>
    public MessageRecord? ParseMessage()
    {
        if (SymbolNames.Find(message, KnownNames.InlineArrayAttribute) is not null)
        {
            Add(MessageDescriptors.UnsupportedType, message.Locations[0],
                message.Name, message.Name, "a message with a field of this inline array");
            return null;
        }

        // Not the name of a component's codec: a type may be both.
        string codecName = message.Name + "MessageCodec";
        for (int i = 2; message.GetMembers(codecName).Length > 0; i++) codecName = $"{message.Name}MessageCodec{i}";
        _codecNames.Add(codecName);
        _open.Add(SymbolNames.NullableTypeName(message));
        return Parse(message, codecName);
    }

    /// <summary>Whether a type is being parsed just now, so that it would hold itself.</summary>
    public bool IsOpen(INamedTypeSymbol type) => _open.Contains(SymbolNames.NullableTypeName(type));

    /// <summary>The fields of a type that is a field's, or null where a diagnostic says why not.</summary>
    public MessageRecord? ParseNested(INamedTypeSymbol type)
    {
        string name = SymbolNames.NullableTypeName(type);
        if (_parsed.TryGetValue(name, out MessageRecord? known)) return known;
        string codecName = type.Name + "Codec";
        for (int i = 2; !_codecNames.Add(codecName); i++) codecName = $"{type.Name}Codec{i}";
        _open.Add(name);
        MessageRecord? record = Parse(type, codecName);
        _open.Remove(name);
        _parsed[name] = record;
        if (record is not null) _nested.Add(record);
        return record;
    }

    /// <summary>Whether the codec of the message may use a member.</summary>
    public bool CanReach(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, message);

    public void Add(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        problems.Add(descriptor, location ?? message.Locations[0], arguments);

    private MessageRecord? Parse(INamedTypeSymbol type, string codecName)
    {
        int errors = problems.ErrorCount;
        IMethodSymbol? constructor = PrimaryConstructorOf(type);
        var names = new FieldNames();
        var fields = new List<MessageFieldModel>();
        foreach (IFieldSymbol symbol in type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
        {
            cancellation.ThrowIfCancellationRequested();
            string? name = MemberOf(symbol, constructor);
            MessageShape? shape = name is null ? null : MessageShapeParser.Parse(this, symbol, name);
            if (name is null || shape is null) continue;
            (string local, string prefix) = names.Take(name);
            fields.Add(new MessageFieldModel(
                name, SymbolNames.InCode(name), local, prefix, $"{type.Name}.{name}", shape));
        }

        if (problems.ErrorCount == errors) CheckConstruction(type, constructor, fields);
        return problems.ErrorCount > errors
            ? null
            : new MessageRecord(
                SymbolNames.NullableTypeName(type),
                codecName,
                type.IsReferenceType,
                constructor?.Parameters.Select(parameter => parameter.Name).ToEquatableArray()
                    ?? EquatableArray<string>.Empty,
                fields.ToEquatableArray());
    }

    // Of records only: the parameters of another type's primary constructor are no members.
    private static IMethodSymbol? PrimaryConstructorOf(INamedTypeSymbol type) => !type.IsRecord ? null
        : type.InstanceConstructors.FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences
            .Any(reference => reference.GetSyntax() is RecordDeclarationSyntax { ParameterList: not null }));

    private static bool IsArgument(IMethodSymbol? constructor, string name) =>
        constructor?.Parameters.Any(parameter => parameter.Name == name) == true;

    private void CheckConstruction(
        INamedTypeSymbol type, IMethodSymbol? constructor, List<MessageFieldModel> fields)
    {
        Location? location = type.Locations.FirstOrDefault(place => place.IsInSource);
        if (constructor is null)
        {
            bool canBeMade = type.IsValueType
                || type.InstanceConstructors.Any(candidate => candidate.Parameters.Length == 0 && CanReach(candidate));
            if (!canBeMade)
            {
                Add(MessageDescriptors.NotWritable, location,
                    type.Name, message.Name, "give it a constructor without parameters, or a primary one");
            }

            return;
        }

        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (fields.Any(field => field.Name == parameter.Name)) continue;
            Add(MessageDescriptors.NotWritable, parameter.Locations.FirstOrDefault(place => place.IsInSource),
                parameter.Name, message.Name, "let the record keep it in a property that it declares itself");
        }
    }

    // The name that code reads and writes the field by: its own, or that of the property whose field it is.
    private string? MemberOf(IFieldSymbol field, IMethodSymbol? constructor)
    {
        Location? location = field.Locations.FirstOrDefault(place => place.IsInSource);
        if (field.AssociatedSymbol is IPropertySymbol property)
        {
            bool isWritable = IsArgument(constructor, property.Name)
                || (property.SetMethod is { } setter && CanReach(setter));
            if (isWritable && RecordParser.IsAutomatic(property) && CanReach(property)) return property.Name;
            Add(MessageDescriptors.NotWritable, location,
                property.Name, message.Name, "give it plain 'get; init;' accessors that the message can reach");
            return null;
        }

        string? remedy = !field.CanBeReferencedByName ? "keep it in a field or property of its own"
            : field.IsReadOnly ? "remove readonly from it, or make it a property with 'get; init;'"
            : !CanReach(field) ? "make it internal or public"
            : null;
        if (remedy is null) return field.Name;
        Add(MessageDescriptors.NotWritable, location, field.Name, message.Name, remedy);
        return null;
    }
}
