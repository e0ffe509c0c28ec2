namespace Replication.Generators.Model;

/// <summary>The trained codes of one component, as <c>wire-profile.json</c> has them.</summary>
/// <param name="Name">The component's full name.</param>
/// <param name="Layout">The schema hash, in hexadecimal, of the component with its own codes.</param>
/// <param name="Delta">The codes of a row against a baseline.</param>
/// <param name="Full">The codes of a row in full.</param>
internal sealed record ProfileModel(string Name, string Layout, CodesModel Delta, CodesModel Full);

/// <summary>The codes of one kind of send.</summary>
/// <param name="Samples">How many were trained on.</param>
/// <param name="Typical">In full: the words against which a row is sent.</param>
/// <param name="Order">The fields' names by rank, which is their bit in the change mask.</param>
/// <param name="Changes">The lengths of the change mask's code.</param>
/// <param name="Words">The code of each part, in the order of the fields.</param>
internal sealed record CodesModel(
    int Samples, EquatableArray<uint> Typical, EquatableArray<string> Order, EquatableArray<string> Changes,
    EquatableArray<WordCodeModel> Words);

/// <summary>The code of one part.</summary>
/// <param name="Name">The part, as in <c>Position.X</c>.</param>
/// <param name="Form">As what differences are taken; a name of Runtime's WordForm.</param>
/// <param name="Step">A lattice's step.</param>
/// <param name="Prediction">From what they are taken; a name of Runtime's Prediction.</param>
/// <param name="Dictionary">Words with symbols of their own.</param>
/// <param name="Parent">The part on whose symbol the context depends; empty for none.</param>
/// <param name="Contexts">The context for each symbol of the parent.</param>
/// <param name="Lengths">For each context the bits of each symbol.</param>
internal sealed record WordCodeModel(
    string Name, string Form, double Step, string Prediction, EquatableArray<uint> Dictionary, string Parent,
    string Contexts, EquatableArray<string> Lengths);

/// <summary>The profiles of a file, or what is wrong with it.</summary>
/// <param name="Components">The components that have one.</param>
/// <param name="Problem">Why the file was not read; null where it was.</param>
internal sealed record ProfileFile(EquatableArray<ProfileModel> Components, string? Problem)
{
    public static ProfileFile None { get; } = new(EquatableArray<ProfileModel>.Empty, null);

    /// <summary>The profile of a component, where there is one that was trained on the fields it has.</summary>
    public ProfileModel? Of(string name, string layout) =>
        Components.FirstOrDefault(profile => profile.Name == name && profile.Layout == layout);

    /// <summary>Several files as one: a component is in the first that names it.</summary>
    public static ProfileFile Join(IEnumerable<ProfileFile> files) =>
        None with { Components = files.SelectMany(static file => file.Components).ToEquatableArray() };
}
