using Microsoft.CodeAnalysis;
using Replication.Generators.Diagnostics;
using Replication.Tests.Architecture;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What the analyzer says of types that are no messages, and where: <c>[|...|]</c>.</summary>
public sealed class MessageDiagnosticTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using Replication.Runtime;

        """;

    [Fact]
    public void A_message_that_is_not_partial() => Expect(
        "RPL030",
        "'Chat' must be partial so that the codec of 'Chat' can be added; write 'partial' before its 'record' keyword",
        "[Message] public sealed record [|Chat|](int Value);");

    [Fact]
    public void A_container_that_is_not_partial() => Expect(
        "RPL030",
        "'Outer' must be partial so that the codec of 'Ping' can be added; write 'partial' before its 'class' keyword",
        "public class [|Outer|] { [Message] public partial struct Ping { public int Value; } }");

    [Theory]
    [InlineData("object", "a string, an array, a List, a struct or a sealed record")]
    [InlineData("Dictionary<int, int>", "a string, an array, a List, a struct or a sealed record")]
    [InlineData("Action", "a string, an array, a List, a struct or a sealed record")]
    [InlineData("(int, int)", "a struct of its own")]
    [InlineData("DateTime", "its ticks as a long")]
    [InlineData("nint", "int or long, whose size is the same everywhere")]
    [InlineData("Node", "a list of ids, since a message that holds itself has no largest size")]
    public void A_field_that_no_message_carries(string type, string remedy) => Expect(
        "RPL031",
        $"'Value' has the type '{type}', which no message carries; use {remedy}",
        $"[Message] public sealed partial record Node {{ public {type} [|Value|] = default!; }}");

    [Fact]
    public void A_list_of_lists() => Expect(
        "RPL031",
        "'Value' has the type 'int[][]', which no message carries; use a list of structs that hold the inner list",
        "[Message] public partial struct Odd { [MaxCount(3)] public int[][] [|Value|]; }");

    [Fact]
    public void A_ref_struct() => Expect(
        "RPL031",
        "'Window' has the type 'ref struct', which no message carries; use a struct or a sealed record",
        "[Message] public ref partial struct [|Window|] { public int Value; }");

    [Theory]
    [InlineData("public string [|Value|];", "a string has no largest size of its own; add [MaxBytes]")]
    [InlineData("public string? [|Value|];", "a string has no largest size of its own; add [MaxBytes]")]
    [InlineData("public int[] [|Value|];", "a list has no largest size of its own; add [MaxCount]")]
    [InlineData("public List<int> [|Value|];", "a list has no largest size of its own; add [MaxCount]")]
    [InlineData("[MaxCount(2)] public string[] [|Value|];", "a string has no largest size of its own; add [MaxBytes]")]
    [InlineData("[MaxBytes([|0|])] public string Value;", "0 is none; use 1 to 65535")]
    [InlineData("[MaxCount([|65536|])] public byte[] Value;", "65536 is none; use 1 to 65535")]
    [InlineData("[[|MaxBytes|](9)] public int Value;", "[MaxBytes] applies to strings only; remove the attribute")]
    [InlineData(
        "[MaxBytes(9), [|MaxCount|](9)] public string Value;",
        "[MaxCount] applies to arrays and lists only; remove the attribute")]
    public void A_maximum_that_is_missing_or_wrong(string field, string reason) => Expect(
        "RPL032",
        $"'Value' needs a right maximum because {reason}",
        $"[Message] public partial struct Odd {{ {field} }}");

    [Theory]
    [InlineData(
        "public partial struct Odd { public readonly int [|Value|]; }",
        "Value", "remove readonly from it, or make it a property with 'get; init;'")]
    [InlineData(
        "public partial struct Odd { public int [|Value|] { get; } }",
        "Value", "give it plain 'get; init;' accessors that the message can reach")]
    [InlineData(
        "public sealed partial record [|Odd|] { public Odd(int x) => Value = x; public int Value { get; set; } }",
        "Odd", "give it a constructor without parameters, or a primary one")]
    [InlineData(
        "public sealed partial record Odd(int [|Value|]) { public int Value => 1; }",
        "Value", "let the record keep it in a property that it declares itself")]
    public void A_field_that_cannot_be_read_and_written(string type, string name, string remedy) => Expect(
        "RPL033", $"'{name}' cannot be both read and written by the codec of 'Odd'; {remedy}", $"[Message] {type}");

    [Fact]
    public void An_id_that_two_messages_have() => Expect(
        "RPL034",
        "'Second' has the id 0x1001, which is also that of 'First'; give one of them another id, or none",
        "[Message(Id = [|0x1001|])] public partial struct Second; [Message(Id = 0x1001)] public partial struct First;");

    [Theory]
    [InlineData(
        "Id = [|0x0FFF|]",
        "the id 0x0FFF; the ids of User messages are 0x1000 to 0xFFFF, and without one the table gives one")]
    [InlineData(
        "Kind = MessageKind.Event, Id = [|0x1000|]",
        "the id 0x1000; the ids of Event messages are 0x0200 to 0x0FFF, and without one the table gives one")]
    [InlineData(
        "Kind = [|MessageKind.System|]",
        "a kind whose ids are this library's own; use MessageKind.User or MessageKind.Event")]
    public void An_id_outside_its_kinds_span(string arguments, string reason) => Expect(
        "RPL035", $"'Ping' cannot have {reason}", $"[Message({arguments})] public partial struct Ping;");

    [Fact]
    public void A_message_that_no_packet_holds() => Expect(
        "RPL036",
        "'Map' has up to 1204 bytes and a Sequenced channel carries 1024; lower its maxima, or send it reliably",
        "[Message(0, Reliability.Sequenced)] "
            + "public partial struct [|Map|] { [MaxCount(300)] public float[] Heights; }");

    [Fact]
    public void A_message_that_no_channel_carries() => Expect(
        "RPL036",
        "'Map' has up to 80004 bytes and a ReliableOrdered channel carries 65536; "
            + "lower its maxima, or send it in several messages",
        "[Message] public partial struct [|Map|] { [MaxCount(20000)] public float[] Heights; }");

    [Fact]
    public void Lists_of_structs_of_lists_do_not_overflow_the_size() => Assert.Equal(["RPL036"], Ids("""
        public struct A { [MaxCount(65535), MaxBytes(65535)] public string[] X; }
        public struct B { [MaxCount(65535)] public A[] X; }
        public struct C { [MaxCount(65535)] public B[] X; }
        [InlineArray(2000000000)] public struct D { public C X; }
        [Message] public partial struct E { public D X; }
        """));

    [Fact]
    public void A_generic_message() => Expect(
        "RPL037",
        "'Pair' is generic and has no single layout to send; "
            + "declare a message of its own for each case, outside generic types",
        "[Message] public partial struct [|Pair|]<T> where T : unmanaged { public T Value; }");

    [Theory]
    [InlineData("public partial record [|Odd|](int Value);", "write 'sealed' before its 'record' keyword")]
    [InlineData("public sealed partial class [|Odd|] { public int Value; }", "make it a 'sealed record'")]
    [InlineData("public sealed partial record [|Odd|] : Base;", "declare the base's fields in it instead")]
    public void A_class_that_is_not_a_sealed_record(string type, string remedy) => Expect(
        "RPL038",
        $"'Odd' must be a sealed record without a base record, so that all of a value is sent; {remedy}",
        $"public record Base; [Message] {type}");

    [Fact]
    public void A_field_that_is_not_a_sealed_record() => Expect(
        "RPL038",
        "'Part' must be a sealed record without a base record, so that all of a value is sent; "
            + "write 'sealed' before its 'record' keyword",
        "public record Part(int Value); [Message] public partial struct Odd { public Part [|Value|]; }");

    [Fact]
    public void A_message_that_the_table_cannot_name() => Expect(
        "RPL039",
        "'Hidden' cannot be named by the assembly's message table; make it and the types around it internal or public",
        "public static partial class Outer { [Message] private partial struct [|Hidden|] { public int Value; } }");

    [Theory]
    [InlineData("RPL006", "[Quantize(1, 0, 1)] public int Value;")]
    [InlineData("RPL007", "[Quantize(0, 1, 1)] public bool Value;")]
    [InlineData("RPL007", "[Quantize(0, 1, 1), MaxBytes(4)] public string Value;")]
    [InlineData("RPL008", "[SmallestThree(1)] public Quaternion Value;")]
    public void Ranges_are_checked_as_those_of_components(string id, string field) =>
        Assert.Equal([id], Ids($"[Message] public partial struct Odd {{ {field} }}"));

    [Fact]
    public void Code_that_does_not_compile_yet_is_no_matter_of_ours() => Assert.Empty(Ids(
        "[Message] public partial struct Odd { public Missing A; [MaxBytes(x)] public string B; "
            + "[Quantize(1)] public int C; }"));

    [Fact]
    public void A_message_may_also_be_a_component() => Assert.Empty(Ids(
        "[Message, Replicated] public partial struct Both { public int Value; }"));

    [Fact]
    public void Every_diagnostic_has_a_page_a_release_row_and_a_sample()
    {
        string rows = File.ReadAllText(Path.Combine(
            Repository.Root, "Replication.Generators", "AnalyzerReleases.Unshipped.md"));
        string index = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics", "README.md"));
        DiagnosticDescriptor[] descriptors = [.. typeof(MessageDescriptors).GetFields()
            .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>()];
        Assert.Equal(10, descriptors.Length);
        foreach (DiagnosticDescriptor descriptor in descriptors)
        {
            string page = File.ReadAllText(
                Path.Combine(Repository.Root, "docs", "diagnostics", $"{descriptor.Id}.md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}", page, StringComparison.Ordinal);
            Assert.EndsWith($"{descriptor.Id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
            Assert.Contains(descriptor.Id, rows, StringComparison.Ordinal);
            Assert.Contains($"({descriptor.Id}.md)", index, StringComparison.Ordinal);
            string sample = File.ReadAllText(
                Path.Combine(Repository.Root, "Replication.Samples", "Diagnostics", $"{descriptor.Id}.cs"));
            Assert.Equal([descriptor.Id], GeneratorHost.Diagnose(sample).Select(found => found.Id));
        }
    }

    private static IEnumerable<string> Ids(string source) =>
        GeneratorHost.Diagnose(Usings + source).Select(diagnostic => diagnostic.Id);

    private static void Expect(string id, string message, string marked)
    {
        string text = Usings + marked;
        int start = text.IndexOf("[|", StringComparison.Ordinal);
        int end = text.IndexOf("|]", StringComparison.Ordinal) - 2;
        string source = text.Remove(end + 2, 2).Remove(start, 2);
        Diagnostic diagnostic = Assert.Single(GeneratorHost.Diagnose(source));
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage());
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.True(diagnostic.Location.IsInSource);
        Assert.Equal(source[start..end], source.Substring(
            diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(start, diagnostic.Location.SourceSpan.Start);
    }
}
