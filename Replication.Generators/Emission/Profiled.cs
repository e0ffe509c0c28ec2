using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Gives a component its trained codes.</summary>
internal static class Profiled
{
    /// <summary>The component, with codes where the profile has some that were trained on the fields it has.</summary>
    public static ComponentModel Of(ComponentModel component, ProfileFile file)
    {
        if (file.Components.Count == 0) return component;
        ProfileModel? profile = file.Of(component.FullName, SchemaHash.LayoutName(component));
        return profile is null || !Fits(component, profile) ? component : component with { Profile = profile };
    }

    // What the file says of its parts must be what the component has, or the code would not compile.
    private static bool Fits(ComponentModel component, ProfileModel profile)
    {
        TrainedField[] fields = TrainedField.Of(component);
        string[] parts = [.. fields.SelectMany(static field => field.Parts).Select(static part => part.Name)];
        string[] paths = [.. fields.Select(static field => field.Path)];
        Array.Sort(paths, StringComparer.Ordinal);
        return new[] { profile.Delta, profile.Full }.All(codes =>
            codes.Words.Select(static word => word.Name).SequenceEqual(parts)
            && codes.Order.OrderBy(static path => path, StringComparer.Ordinal).SequenceEqual(paths));
    }
}
