using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Replication.Tests.Architecture;

public class FolderDependencyTests
{
    // Folders are stages of the data's way: each uses what stands before it.
    private static readonly string[] RuntimeStages =
        [
            "Values", "Jobs", "Bits", "Schema", "Training", "Evolution", "Json", "Messages", "World", "Snapshots",
            "Delta", "Interest", "Replicators", "Recording", "Divergence", "Testing",
        ];

    private static readonly string[] TransportStages =
        ["Links", "Security", "Packets", "Channels", "Congestion", "Sessions", "Simulation"];

    [Fact]
    public void A_folder_of_the_runtime_uses_only_the_stages_before_it() =>
        Assert.Empty(Violations("Replication.Runtime", RuntimeStages));

    [Fact]
    public void A_folder_of_the_transport_uses_only_the_stages_before_it() =>
        Assert.Empty(Violations("Replication.Transport", TransportStages));

    [Fact]
    public void Every_folder_of_both_is_a_stage()
    {
        Assert.Equal(RuntimeStages.Order(), Folders("Replication.Runtime"));
        Assert.Equal(TransportStages.Order(), Folders("Replication.Transport"));
    }

    private static List<string> Violations(string project, string[] stages)
    {
        SyntaxTree[] trees = [.. Repository.Sources(project).Select(path =>
            CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path))];
        var stageOfType = new Dictionary<string, int>();
        foreach (SyntaxTree tree in trees)
        {
            foreach (string name in DeclaredTypes(tree)) stageOfType[name] = Stage(project, stages, tree.FilePath);
        }

        var violations = new List<string>();
        foreach (SyntaxTree tree in trees)
        {
            int own = Stage(project, stages, tree.FilePath);
            foreach (string name in UsedNames(tree))
            {
                if (own >= 0 && stageOfType.TryGetValue(name, out int used) && used > own)
                    violations.Add($"{tree.FilePath} uses {name} of {stages[used]}");
            }
        }

        return violations;
    }

    private static IEnumerable<string> DeclaredTypes(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Where(static type => type.Parent is BaseNamespaceDeclarationSyntax)
            .Select(static type => type.Identifier.ValueText);

    // Names in types and expressions. Words after a dot and before a bracket are members, and so is what the file
    // itself
    // declares as one; comments are not code.
    private static IEnumerable<string> UsedNames(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(static name => name.Parent is not InvocationExpressionSyntax)
            .Where(static name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
            .Select(static name => name.Identifier.ValueText)
            .Except(tree.GetRoot().DescendantNodes().OfType<ParameterSyntax>()
                .Select(static parameter => parameter.Identifier.ValueText));

    // Files at the project's root belong to every stage.
    private static int Stage(string project, string[] stages, string path) => Array.IndexOf(
        stages, Path.GetRelativePath(
            Path.Combine(Repository.Root, project), path).Split(Path.DirectorySeparatorChar)[0]);

    private static IEnumerable<string> Folders(string project) => Repository.Sources(project)
        .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, project),
            path).Split(Path.DirectorySeparatorChar))
        .Where(static parts => parts.Length > 1)
        .Select(static parts => parts[0])
        .Distinct()
        .Order();
}
