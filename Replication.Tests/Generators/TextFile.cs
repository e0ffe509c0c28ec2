using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Replication.Tests.Generators;

/// <summary>An additional file of a project.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
