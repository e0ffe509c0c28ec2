using System.Xml.Linq;
using Xunit;

namespace Replication.Tests.Architecture;

public class ProjectDependencyTests
{
    // Each project and those of this repository that it may use.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Replication.Transport"] = [],
        ["Replication.Transport.Kestrel"] = ["Replication.Transport"],
        ["Replication.Runtime"] = ["Replication.Transport"],
        ["Replication.Generators"] = [],
        ["Replication.Generators/CodeFixes"] = ["Replication.Generators"],
    };

    [Theory]
    [InlineData("Replication.Transport")]
    [InlineData("Replication.Transport.Kestrel")]
    [InlineData("Replication.Runtime")]
    [InlineData("Replication.Generators")]
    [InlineData("Replication.Generators/CodeFixes")]
    public void A_project_uses_only_what_stands_above_it(string project)
    {
        string[] used =
            [.. References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];
        Assert.Empty(used.Except(Allowed[project]));
    }

    [Fact]
    public void The_transport_uses_no_package_but_those_that_seal_and_the_one_that_compresses() =>
        Assert.Equal(
            ["BouncyCastle.Cryptography", "K4os.Compression.LZ4", "NSec.Cryptography"],
            References("Replication.Transport", "PackageReference").Order());

    [Fact]
    public void The_transport_knows_neither_components_nor_the_runtime() =>
        AssertNoneContains("Replication.Transport", "Replication.Runtime");

    [Fact]
    public void The_runtime_knows_no_sockets() => AssertNoneContains("Replication.Runtime", "System.Net");

    [Fact]
    public void The_generator_knows_the_others_by_name_only() =>
        AssertNoneContains("Replication.Generators", "using Replication.Runtime");

    private static void AssertNoneContains(string project, string text)
    {
        string[] files = [.. Repository.Sources(project)];
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, path => File.ReadAllText(path).Contains(text, StringComparison.Ordinal));
    }

    private static string[] References(string project, string kind)
    {
        string path = Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Single();
        return [.. XDocument.Load(path).Descendants(kind).Select(static element =>
            element.Attribute("Include")!.Value.Replace('\\', '/'))];
    }
}
