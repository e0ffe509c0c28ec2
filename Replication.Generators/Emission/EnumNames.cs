using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>The enums among the fields of a component or message: each has a constant with its names.</summary>
internal sealed class EnumNames
{
    private readonly List<(EnumModel Names, string Constant)> _constants = [];

    /// <summary>The constant that has an enum's names.</summary>
    public string ConstantOf(EnumModel names)
    {
        foreach ((EnumModel known, string constant) in _constants)
        {
            if (known.Equals(names)) return constant;
        }

        string stem = names.FullName.Substring(names.FullName.LastIndexOf('.') + 1) + "Names";
        string name = stem;
        for (int i = 2; _constants.Any(known => known.Constant == name); i++) name = $"{stem}{i}";
        _constants.Add((names, name));
        return name;
    }

    /// <summary>The constants that were asked for so far.</summary>
    public string Emit() => Template.Blocks(_constants.Select(known => Template.Text($$"""
        private static readonly {{RuntimeNames.EnumSchema}} {{known.Constant}} = new(
            "{{known.Names.FullName}}",
            IsFlags: {{Bool(known.Names.IsFlags)}},
            IsSigned: {{Bool(known.Names.IsSigned)}},
            Min: {{Template.Literal(known.Names.Min)}},
            Max: {{Template.Literal(known.Names.Max)}},
            {{Members(known.Names)}});
        """)));

    private static string Members(EnumModel names)
    {
        string[] members =
            [.. names.Members.Select(member => $"new(\"{member.Name}\", {Template.Literal(member.Value)})")];
        string line = string.Join(", ", members);
        return line.Length <= 90 ? $"Members: [{line}]" : Template.Text($$"""
            Members:
            [
                {{string.Join(",\n", members)}},
            ]
            """);
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
