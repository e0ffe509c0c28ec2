using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Replication.Generators.CodeFixes;

/// <summary>How attributes are written before a declaration, and taken away.</summary>
internal static class AttributeText
{
    private const string Suffix = "Attribute";

    /// <summary>Writes an attribute before a declaration, on its own line where the declaration begins one.</summary>
    public static TextChange Add(MemberDeclarationSyntax declaration, string attribute, SourceText text)
    {
        int start = declaration.SpanStart;
        TextLine line = text.Lines.GetLineFromPosition(start);
        string before = text.ToString(TextSpan.FromBounds(line.Start, start));
        string lineBreak = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        string separator = before.Trim().Length > 0 ? " " : (lineBreak.Length == 0 ? "\n" : lineBreak) + before;
        return new TextChange(new TextSpan(start, 0), $"[{attribute}]{separator}");
    }

    /// <summary>Takes an attribute away, with its brackets where it is alone in them.</summary>
    public static TextChange Remove(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        int index = list.Attributes.IndexOf(attribute);
        TextSpan span = list.Attributes.Count == 1 ? TextSpan.FromBounds(list.SpanStart, EndOf(list))
            : index == 0 ? TextSpan.FromBounds(attribute.SpanStart, list.Attributes[1].SpanStart)
            : TextSpan.FromBounds(list.Attributes[index - 1].Span.End, attribute.Span.End);
        return new TextChange(span, "");
    }

    /// <summary>An attribute's name as code at a place writes it: short where a using brings its namespace.</summary>
    public static string NameAt(SemanticModel model, int position, string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        bool isInReach = model.LookupNamespacesAndTypes(position, name: name)
            .Any(symbol => symbol.ToDisplayString() == type);
        string written = isInReach ? name : type;
        return written.Substring(0, written.Length - Suffix.Length);
    }

    // Up to what follows; a comment behind the brackets stays.
    private static int EndOf(AttributeListSyntax list) =>
        list.GetTrailingTrivia().Any(trivia => !string.IsNullOrWhiteSpace(trivia.ToString()))
            ? list.Span.End
            : list.FullSpan.End + LengthOfSpaces(list.GetLastToken().GetNextToken().LeadingTrivia);

    private static int LengthOfSpaces(SyntaxTriviaList trivia) =>
        trivia.TakeWhile(piece => string.IsNullOrWhiteSpace(piece.ToString())).Sum(piece => piece.FullSpan.Length);
}
