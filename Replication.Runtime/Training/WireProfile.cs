namespace Replication.Runtime;

/// <summary>
/// Codes trained on a recording, for some components. The generator takes one as the additional file
/// <c>wire-profile.json</c>; <see cref="Apply"/> tries one without it.
/// </summary>
/// <param name="Components">The components, by name.</param>
public sealed record WireProfile(IReadOnlyList<ComponentProfile> Components)
{
    /// <summary>The components of a schema with these codes in place of their own.</summary>
    /// <param name="schema">The components; those that the profile does not name keep their codes.</param>
    /// <returns>A new table, slower than generated code and with the same bits.</returns>
    /// <exception cref="ArgumentException">
    /// A component's fields are not those that the profile was trained on.
    /// </exception>
    public SchemaTable Apply(SchemaTable schema)
    {
        var codecs = new List<ComponentCodec>();
        foreach (ComponentCodec codec in schema.Codecs)
        {
            ComponentProfile? profile = Components.FirstOrDefault(item => item.Name == codec.Schema.Name);
            codecs.Add(profile is null ? codec : new ProfiledCodec(codec, profile));
        }

        return new SchemaTable(codecs.ToArray());
    }
}

/// <summary>The trained codes of one component.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Layout">The hash of its schema with its own codes: the codes fit that schema only.</param>
/// <param name="Delta">The codes of a row against a baseline.</param>
/// <param name="Full">The codes of a row in full.</param>
public sealed record ComponentProfile(string Name, ulong Layout, CodesProfile Delta, CodesProfile Full);

/// <summary>The codes of one kind of send.</summary>
/// <param name="Samples">How many were trained on.</param>
/// <param name="Typical">
/// In full: the words that fields mostly have, against which a row is sent. Empty in a delta.
/// </param>
/// <param name="Order">The fields by how often they change, the most changeable first.</param>
/// <param name="Changes">The code of the change mask; see <see cref="ChangeCode"/>.</param>
/// <param name="Words">The code of each part, in the order of the fields.</param>
public sealed record CodesProfile(
    int Samples, IReadOnlyList<uint> Typical, IReadOnlyList<string> Order, IReadOnlyList<string> Changes,
    IReadOnlyList<WordProfile> Words)
{
    /// <summary>Whether any word is foretold from two states.</summary>
    public bool IsPredicted => Words.Any(static word => word.Prediction == Prediction.Linear);
}

/// <summary>The code of one part of a component; see <see cref="WordCode"/>.</summary>
/// <param name="Name">The part, as in <c>Position.X</c>.</param>
/// <param name="Form">As what differences are taken.</param>
/// <param name="Step">A lattice's step; zero for other forms.</param>
/// <param name="Prediction">From what differences are taken.</param>
/// <param name="Dictionary">Words with symbols of their own.</param>
/// <param name="Parent">The part on whose symbol the context depends; empty for none.</param>
/// <param name="Contexts">The context for each symbol of the parent.</param>
/// <param name="Lengths">For each context the bits of each symbol.</param>
public sealed record WordProfile(
    string Name, WordForm Form, double Step, Prediction Prediction, IReadOnlyList<uint> Dictionary, string Parent,
    string Contexts, IReadOnlyList<string> Lengths);
