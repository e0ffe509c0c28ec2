using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>
/// Compares text with the file <c>Class.Method#Hint.verified.cs</c> beside the test. On a difference the text lands in
/// a <c>.received.cs</c> next to it; the environment variable REPLICATION_ACCEPT_GOLDEN=1 makes it the new truth.
/// </summary>
internal static class Golden
{
    private static bool Accepts => Environment.GetEnvironmentVariable("REPLICATION_ACCEPT_GOLDEN") == "1";

    public static void Verify(
        IEnumerable<GeneratedSourceResult> sources,
        [CallerFilePath] string testPath = "",
        [CallerMemberName] string method = "")
    {
        string stem = Path.Combine(
            Path.GetDirectoryName(testPath)!, $"{Path.GetFileNameWithoutExtension(testPath)}.{method}#");
        var expected = Directory
            .GetFiles(Path.GetDirectoryName(stem)!, Path.GetFileName(stem) + "*.verified.cs")
            .ToHashSet(StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (GeneratedSourceResult source in sources)
        {
            string path = stem + source.HintName.Replace(".g.cs", "", StringComparison.Ordinal);
            expected.Remove($"{path}.verified.cs");
            if (!Matches(path, WithoutVersion(source.SourceText.ToString()))) differences.Add($"{path}.received.cs");
        }

        Assert.True(differences.Count == 0, "Differs from the golden file: " + string.Join(", ", differences));
        Assert.True(expected.Count == 0, "Golden files that nothing writes any more: " + string.Join(", ", expected));
    }

    private static bool Matches(string path, string received)
    {
        string verified = $"{path}.verified.cs";
        if (Accepts) File.WriteAllText(verified, received);
        bool isEqual = File.Exists(verified)
            && File.ReadAllText(verified).Replace("\r", "", StringComparison.Ordinal) == received;
        if (isEqual)
            File.Delete($"{path}.received.cs");
        else
            File.WriteAllText($"{path}.received.cs", received);
        return isEqual;
    }

    // A release changes the version and nothing else.
    private static string WithoutVersion(string text)
    {
        string version = typeof(Replication.Generators.ReplicationGenerator).Assembly.GetName().Version!.ToString(3);
        return text.Replace($"\"{version}\"", "\"0.0.0\"", StringComparison.Ordinal);
    }
}
