using System.Collections.Immutable;

namespace Replication.Generators.Parsing;

/// <summary>
/// Which files depend on which, by the names that they mention. A name may stand for more than it does, so a file may
/// seem to depend on one that it does not use, never the other way round.
/// </summary>
internal sealed class FileGraph
{
    private const string AttributeSuffix = "Attribute";

    private readonly Dictionary<SourceFile, ulong> _surroundings = [];
    private readonly Dictionary<string, List<SourceFile>> _declaring = new(StringComparer.Ordinal);
    private readonly string[] _globalMentions;
    private readonly ProjectSettings _settings;
    private readonly ulong _global;

    private FileGraph(ProjectSnapshot project)
    {
        _settings = project.Settings;
        ImmutableArray<SourceFile> files = project.Files;
        foreach (SourceFile file in files)
        {
            foreach (string name in file.Names) Declare(name, file);
            _global = unchecked(_global + Spread(file.GlobalSurface));
        }

        // A new namespace can take any name from a type: rare enough to look at everything again.
        foreach (string name in files.SelectMany(file => file.Namespaces).Distinct())
            _global = unchecked(_global + Spread(SurfaceHash.Of(name)));
        _globalMentions = [.. files.SelectMany(file => file.GlobalMentions).Distinct()];
        foreach (SourceFile file in files)
        {
            if (file.Candidates.Length > 0) _surroundings[file] = SurroundingsOf(file);
        }
    }

    public static FileGraph Of(ProjectSnapshot project, CancellationToken cancellation) => new(project);

    /// <summary>The structs of a file, each with what tells whether anything that it depends on changed.</summary>
    public ImmutableArray<ParseRequest> RequestsOf(SourceFile file) =>
        [.. file.Candidates.Select(declaration => new ParseRequest(declaration, _surroundings[file], _settings))];

    private void Declare(string name, SourceFile file)
    {
        AddTo(name, file);
        if (name.EndsWith(AttributeSuffix, StringComparison.Ordinal))
            AddTo(name.Substring(0, name.Length - AttributeSuffix.Length), file);
    }

    private void AddTo(string name, SourceFile file)
    {
        if (!_declaring.TryGetValue(name, out List<SourceFile>? files)) _declaring[name] = files = [];
        files.Add(file);
    }

    // A sum, since the order in which files are come across says nothing.
    private ulong SurroundingsOf(SourceFile file)
    {
        ulong sum = _global;
        var reached = new HashSet<SourceFile> { file };
        var open = new Stack<SourceFile>(reached);
        Reach(_globalMentions);
        while (open.Count > 0)
        {
            SourceFile next = open.Pop();
            sum = unchecked(sum + Spread(next.Surface));
            Reach(next.Mentions);
        }

        return sum;

        void Reach(string[] names)
        {
            foreach (string name in names)
            {
                if (!_declaring.TryGetValue(name, out List<SourceFile>? files)) continue;
                foreach (SourceFile declaring in files)
                {
                    if (reached.Add(declaring)) open.Push(declaring);
                }
            }
        }
    }

    // So that sums of different hashes differ.
    private static ulong Spread(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15);
        return hash ^ (hash >> 29);
    }
}
