using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Parses the fields of a component and of the structs within it.</summary>
internal sealed class RecordParser(
    INamedTypeSymbol component,
    Compilation compilation,
    List<DiagnosticInfo> diagnostics,
    CancellationToken cancellation)
{
    private readonly Dictionary<string, RecordModel?> _parsed = [];
    private readonly HashSet<string> _codecNames = [];
    private readonly List<RecordModel> _nested = [];

    /// <summary>The struct types within the component, a type before those that hold it.</summary>
    public IEnumerable<RecordModel> Nested => _nested;

    /// <summary>What is wrong so far.</summary>
    public List<DiagnosticInfo> Diagnostics => diagnostics;

    /// <summary>The component's own fields, or null where a diagnostic says why not.</summary>
    public RecordModel? ParseComponent()
    {
        if (SymbolNames.Find(component, KnownNames.InlineArrayAttribute) is not null)
        {
            Add(Descriptors.UnsupportedType, component.Locations[0],
                component.Name, component.Name, "a component with a field of this inline array");
            return null;
        }

        // The codec is nested in the component, so it must not be named like one of its members.
        string codecName = component.Name + "Codec";
        for (int i = 2; component.GetMembers(codecName).Length > 0; i++) codecName = $"{component.Name}Codec{i}";
        _codecNames.Add(codecName);
        return Parse(component, codecName);
    }

    /// <summary>The fields of a struct that is a field's type, or null where a diagnostic says why not.</summary>
    public RecordModel? ParseNested(INamedTypeSymbol type)
    {
        string name = SymbolNames.TypeName(type);
        if (_parsed.TryGetValue(name, out RecordModel? known)) return known;

        // A struct that holds itself does not compile; without the entry the editor would recurse without end.
        _parsed[name] = null;
        string codecName = type.Name + "Codec";
        for (int i = 2; !_codecNames.Add(codecName); i++) codecName = $"{type.Name}Codec{i}";
        RecordModel? record = Parse(type, codecName);
        _parsed[name] = record;
        if (record?.WordCount > 0) _nested.Add(record);
        return record;
    }

    /// <summary>Whether the codec of the component may use a member.</summary>
    public bool CanReach(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, component);

    public void Add(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        diagnostics.Add(DiagnosticInfo.Create(descriptor, location, arguments));

    private RecordModel? Parse(INamedTypeSymbol type, string codecName)
    {
        IFieldSymbol[] symbols = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic)];
        Location? location = type.Locations.FirstOrDefault(place => place.IsInSource) ?? component.Locations[0];
        if (symbols.Length > KnownNames.MaxFields)
        {
            Add(Descriptors.TooManyFields, location, type.Name, $"{symbols.Length}", $"{KnownNames.MaxFields}");
            return null;
        }

        var fields = new List<FieldModel>();
        var prefixes = new HashSet<string>();
        int offset = 0;
        int problems = diagnostics.Count;
        foreach (IFieldSymbol symbol in symbols)
        {
            cancellation.ThrowIfCancellationRequested();
            string? name = MemberOf(symbol);
            FieldShape? shape = name is null ? null : FieldParser.Parse(this, symbol, name);

            // A field without words, an empty struct, is nothing to send.
            if (name is null || shape is null || shape.WordCount == 0) continue;
            fields.Add(new FieldModel(name, SymbolNames.InCode(name), PrefixOf(name, prefixes), offset, shape));
            offset += shape.WordCount;
        }

        if (offset > KnownNames.MaxWords)
            Add(Descriptors.TooManyWords, location, type.Name, $"{offset}", $"{KnownNames.MaxWords}");
        return diagnostics.Count > problems
            ? null
            : new RecordModel(SymbolNames.TypeName(type), codecName, fields.ToEquatableArray());
    }

    // The name that code reads and writes the field by: its own, or its property's where C# gives the field none.
    private string? MemberOf(IFieldSymbol field)
    {
        Location? location = field.Locations.FirstOrDefault(place => place.IsInSource) ?? component.Locations[0];
        if (field.AssociatedSymbol is IPropertySymbol property)
        {
            // Of a managed type the field parser says more.
            bool isWritable = property.SetMethod is { IsInitOnly: false } setter && CanReach(setter);
            bool isPlain = IsAutomatic(property) && !IsComposite(field.Type);
            if (!field.Type.IsUnmanagedType || (isWritable && isPlain && CanReach(property))) return property.Name;
            Add(Descriptors.NotWritable, location, property.Name, component.Name, "declare it as a field");
            return null;
        }

        if (field.IsReadOnly)
        {
            Add(Descriptors.NotWritable, location, field.Name, component.Name, "remove readonly from it or its struct");
            return null;
        }

        if (!CanReach(field))
        {
            Add(Descriptors.NotWritable, location, field.Name, component.Name, "make it internal or public");
            return null;
        }

        return field.Name;
    }

    // A property gives a copy of its value, whose parts cannot be written in place.
    private static bool IsComposite(ITypeSymbol type) =>
        FieldParser.KindOf(type) is TypeShape.Array or TypeShape.Struct;

    /// <summary>Whether a property's accessors are the compiler's.</summary>
    public static bool IsAutomatic(IPropertySymbol property) => property.DeclaringSyntaxReferences.All(reference =>
        reference.GetSyntax() is not PropertyDeclarationSyntax declaration
        || (declaration.AccessorList is { } list && list.Accessors.All(IsAutomatic)));

    private static bool IsAutomatic(AccessorDeclarationSyntax accessor) =>
        accessor.Body is null && accessor.ExpressionBody is null;

    /// <summary>What the constants of a field start with.</summary>
    public static string PrefixOf(string name, HashSet<string> taken)
    {
        string stem = name.TrimStart('_');
        stem = stem.Length == 0 || char.IsDigit(stem[0])
            ? "Field" + stem
            : char.ToUpperInvariant(stem[0]) + stem.Substring(1);
        string prefix = stem;
        for (int i = 2; !taken.Add(prefix); i++) prefix = $"{stem}{i}";
        return prefix;
    }
}
