using Xunit;

namespace Replication.Tests.Architecture;

public class SourceLimitTests
{
    private static readonly string[] Projects =
    [
        "Replication.Transport", "Replication.Transport.Kestrel", "Replication.Runtime", "Replication.Generators",
        "Replication.Samples", "Replication.Samples.Browser", "Replication.Benchmarks", "Replication.Tests",
    ];

    [Fact]
    public void No_file_is_longer_than_a_reader_bears() =>
        Assert.DoesNotContain(Files(), static path => File.ReadAllLines(path).Length > 500);

    [Fact]
    public void No_line_is_wider_than_120_columns() => Assert.Empty(
        from path in Files()
        from line in File.ReadLines(path).Select(static (text, index) => (Text: text, Number: index + 1))
        where line.Text.Length > 120
        select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Number}");

    [Fact]
    public void Hello_fits_sixty_lines() =>
        Assert.True(File.ReadAllLines(Path.Combine(Repository.Root, "Replication.Samples", "Hello.cs")).Length <= 60);

    private static IEnumerable<string> Files() => Projects.SelectMany(Repository.Sources)
        .Where(static path => !path.EndsWith(".verified.cs", StringComparison.Ordinal)
            && !path.EndsWith(".received.cs", StringComparison.Ordinal));
}
