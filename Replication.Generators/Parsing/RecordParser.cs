using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Parses the fields of a component and of the structs within it.</summary>
internal sealed class RecordParser(
    INamedTypeSymbol component,
    Compilation compilation,
    ProblemCollector problems,
    CancellationToken cancellation)
{
    private readonly Dictionary<string, RecordModel?> _parsed = [];
    private readonly HashSet<string> _codecNames = [];
    private readonly List<RecordModel> _nested = [];

    /// <summary>The field that is being parsed, for messages and their places.</summary>
    public FieldPath Path { get; } = new(component, compilation);

    /// <summary>The component that all fields belong to in the end.</summary>
    public INamedTypeSymbol Component => component;

    /// <summary>The struct types within the component, a type before those that hold it.</summary>
    public IEnumerable<RecordModel> Nested => _nested;

    /// <summary>The component's own fields, or null where a diagnostic says why not.</summary>
    public RecordModel? ParseComponent()
    {
        if (SymbolNames.Find(component, KnownNames.InlineArrayAttribute) is not null)
        {
            Add(Descriptors.UnsupportedType, Path.Place,
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

    /// <summary>Names a problem at a place, or at the field that is parsed where the place is elsewhere.</summary>
    public void Add(DiagnosticDescriptor descriptor, Location? place, params string[] arguments) =>
        problems.Add(descriptor, Path.IsHere(place) ? place : Path.Place, arguments);

    /// <summary>Names what is no error: to the analyzer alone, and of a field that can be changed here.</summary>
    public void Advise(DiagnosticDescriptor descriptor, params string[] arguments)
    {
        if (problems.IsHeard && Path.IsDeclaredHere) Add(descriptor, Path.Place, arguments);
    }

    private RecordModel? Parse(INamedTypeSymbol type, string codecName)
    {
        IFieldSymbol[] symbols = [.. type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => !field.IsStatic && !IsSecondName(field))];
        if (symbols.Length > KnownNames.MaxFields)
        {
            Add(Descriptors.TooManyFields, Path.PlaceOf(type),
                type.Name, $"{symbols.Length}", $"{KnownNames.MaxFields}");
            return null;
        }

        var fields = new List<FieldModel>();
        var prefixes = new HashSet<string>();
        int offset = 0;
        var ids = new FieldIdParser(this);
        int errorsBefore = problems.ErrorCount;
        foreach (IFieldSymbol symbol in symbols)
        {
            cancellation.ThrowIfCancellationRequested();
            Path.Enter(symbol);
            int? id = ids.Parse(symbol);
            string? name = MemberOf(symbol);
            FieldShape? shape = name is null ? null : FieldParser.Parse(this, symbol);
            double tolerance = shape is null ? 0 : PaceParser.ToleranceOf(this, symbol, shape);
            Path.Leave();

            // A field without words, an empty struct, is nothing to send.
            if (name is null || shape is null || shape.WordCount == 0) continue;
            fields.Add(new FieldModel(name, SymbolNames.InCode(name), PrefixOf(name, prefixes), offset, shape, id)
            {
                Tolerance = tolerance,
            });
            offset += shape.WordCount;
        }

        if (offset > KnownNames.MaxWords)
            Add(Descriptors.TooManyWords, Path.PlaceOf(type), type.Name, $"{offset}", $"{KnownNames.MaxWords}");
        return problems.ErrorCount > errorsBefore
            ? null
            : new RecordModel(SymbolNames.TypeName(type), codecName, fields.ToEquatableArray());
    }

    // A tuple's element with a name of its own is there under that and as Item1.
    private static bool IsSecondName(IFieldSymbol field) => field.CorrespondingTupleField is { } element
        && !SymbolEqualityComparer.Default.Equals(element, field);

    // The name that code reads and writes the field by: its own, or its property's where C# gives the field none.
    private string? MemberOf(IFieldSymbol field)
    {
        // Of a managed type the field parser says more.
        if (!field.Type.IsUnmanagedType) return FieldPath.NameOf(field);
        if (field.AssociatedSymbol is IPropertySymbol property)
        {
            bool isWritable = property.SetMethod is { IsInitOnly: false } setter && CanReach(setter);
            bool isPlain = IsAutomatic(property) && !IsComposite(field.Type);
            return isWritable && isPlain && CanReach(property)
                ? property.Name
                : Refuse("declare it as a field");
        }

        if (field.IsReadOnly) return Refuse("remove readonly from it or its struct");
        return CanReach(field) ? field.Name : Refuse("make it internal or public");
    }

    private string? Refuse(string remedy)
    {
        Add(Descriptors.NotWritable, Path.Place, $"{Path}", component.Name, remedy);
        return null;
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
