using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Replication.Generators.Emission;

/// <summary>
/// Makes text from raw strings so that the template looks like its output: a value of several lines keeps the
/// indentation of the line it was put on, and a line that holds nothing but an empty value goes away.
/// </summary>
internal static class Template
{
    public static string Text(TemplateText text) => text.ToString();

    /// <summary>The texts that are not empty, one below the other.</summary>
    public static string Lines(IEnumerable<string> texts) => string.Join("\n", texts.Where(text => text.Length > 0));

    /// <summary>The texts that are not empty, with a blank line between them.</summary>
    public static string Blocks(params IEnumerable<string> texts) =>
        string.Join("\n\n", texts.Where(text => text.Length > 0));

    /// <summary>Statements, one below the other; after one that ends in a block comes a blank line.</summary>
    public static string Statements(params IEnumerable<string> texts) =>
        texts.Where(text => text.Length > 0).Aggregate("", (all, text) =>
            all.Length == 0 ? text : all + (all[all.Length - 1] == '}' ? "\n\n" : "\n") + text);

    /// <summary>A number as C# writes it, from which exactly this number is read again.</summary>
    public static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A whole number as C# writes it.</summary>
    public static string Literal(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An assignment, over two lines where it does not fit one.</summary>
    public static string Assign(string target, string value)
    {
        int firstLine = value.IndexOf('\n') < 0 ? value.Length : value.IndexOf('\n');
        return $"{target} ={(target.Length + firstLine <= 100 ? " " : "\n    ")}{value};";
    }

    /// <summary>A loop over the elements of an inline array.</summary>
    public static string Loop(string variable, string length, string body) => Text($$"""
        for (int {{variable}} = 0; {{variable}} < {{length}}; {{variable}}++)
        {
            {{body}}
        }
        """);

    /// <summary>A loop over the elements of a list.</summary>
    public static string Each(string typeName, string variable, string list, string body)
    {
        string head = $"foreach ({typeName} {variable} in";
        return Text($$"""
            {{head}}{{(head.Length + list.Length <= 100 ? " " : "\n    ")}}{{list}})
            {
                {{body}}
            }
            """);
    }

    /// <summary>A statement that calls something, over two lines where it does not fit one.</summary>
    public static string Call(string method, params IEnumerable<string> arguments)
    {
        string list = string.Join(", ", arguments);
        return method.Length + list.Length <= 92 ? $"{method}({list});" : $"{method}(\n    {list});";
    }
}

/// <summary>Collects the parts of a raw string for <see cref="Template.Text"/>.</summary>
[InterpolatedStringHandler]
internal sealed class TemplateText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 32));
    private bool _dropsNewline;

    public void AppendLiteral(string literal)
    {
        literal = literal.Replace("\r", "");
        if (_dropsNewline && literal.StartsWith("\n", StringComparison.Ordinal)) literal = literal.Substring(1);
        _dropsNewline = false;
        _text.Append(literal);
    }

    public void AppendFormatted(string value)
    {
        int indentation = Indentation(out bool isBlank);
        if (value.Length == 0 && isBlank)
        {
            _text.Length -= indentation;
            _dropsNewline = true;
            return;
        }

        // A blank line stays blank.
        int start = 0;
        for (int end = value.IndexOf('\n'); end >= 0; end = value.IndexOf('\n', start))
        {
            _text.Append(value, start, end + 1 - start);
            start = end + 1;
            if (start == value.Length || value[start] != '\n') _text.Append(' ', indentation);
        }

        _text.Append(value, start, value.Length - start);
    }

    public void AppendFormatted(int value) => AppendFormatted(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(WordIndex value) => AppendFormatted(value.ToString());

    public override string ToString() => _text.ToString();

    // The spaces that the line begins with, and whether it has nothing else yet.
    private int Indentation(out bool isBlank)
    {
        int start = _text.Length;
        while (start > 0 && _text[start - 1] != '\n') start--;
        int end = start;
        while (end < _text.Length && _text[end] == ' ') end++;
        isBlank = end == _text.Length;
        return end - start;
    }
}
