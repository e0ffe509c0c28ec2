using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What the analyzers should say of a source, and where: <c>[|...|]</c>.</summary>
internal static class Expect
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using System.Security.Cryptography;
        using Replication.Runtime;

        """;

    public static void Error(string id, string message, string marked) =>
        Single(id, DiagnosticSeverity.Error, message, marked);

    public static void Warning(string id, string message, string marked) =>
        Single(id, DiagnosticSeverity.Warning, message, marked);

    public static void Advice(string id, string message, string marked) =>
        Single(id, DiagnosticSeverity.Info, message, marked);

    /// <summary>One diagnostic at each mark and no other, in code that compiles but for them.</summary>
    public static void Each(string id, string marked)
    {
        (string source, TextSpan[] marks) = Unmark(Usings + marked);
        IReadOnlyList<Diagnostic> found = Diagnostics(source);
        Assert.Equal(marks.Select(mark => $"{id} {Text(source, mark)}"), found.Select(diagnostic =>
            $"{diagnostic.Id} {Text(source, diagnostic.Location.SourceSpan)}"));
        Assert.Equal(marks, found.Select(diagnostic => diagnostic.Location.SourceSpan));
    }

    /// <summary>No diagnostic in code that compiles.</summary>
    public static void Nothing(string source) => Each("", source);

    /// <summary>What the analyzers say of a source, whether it compiles or not.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source) => GeneratorHost.Diagnose(Usings + source);

    private static void Single(string id, DiagnosticSeverity severity, string message, string marked)
    {
        (string source, TextSpan[] marks) = Unmark(Usings + marked);
        Diagnostic diagnostic = Assert.Single(GeneratorHost.Diagnose(source));
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage());
        Assert.Equal(severity, diagnostic.Severity);
        Assert.Equal(Text(source, Assert.Single(marks)), Text(source, diagnostic.Location.SourceSpan));
        Assert.Equal(marks[0].Start, diagnostic.Location.SourceSpan.Start);
    }

    private static IReadOnlyList<Diagnostic> Diagnostics(string source)
    {
        IReadOnlyList<Diagnostic> found = GeneratorHost.Diagnose(
            GeneratorHost.Compile(GeneratorHost.Parse(source)), out ImmutableArray<Diagnostic> compilers);
        Assert.Empty(compilers.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return found;
    }

    private static (string Source, TextSpan[] Marks) Unmark(string marked)
    {
        var marks = new List<TextSpan>();
        while (marked.IndexOf("[|", StringComparison.Ordinal) is >= 0 and int start)
        {
            marked = marked.Remove(start, 2);
            int end = marked.IndexOf("|]", StringComparison.Ordinal);
            marked = marked.Remove(end, 2);
            marks.Add(TextSpan.FromBounds(start, end));
        }

        return (marked, [.. marks]);
    }

    private static string Text(string source, TextSpan span) => source.Substring(span.Start, span.Length);
}
