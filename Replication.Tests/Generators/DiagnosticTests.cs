using Microsoft.CodeAnalysis;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What the generator says of code that it cannot replicate, and where: <c>[|...|]</c>.</summary>
public sealed class DiagnosticTests
{
    private const string Usings = """
        using System;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using Replication.Runtime;

        """;

    [Fact]
    public void A_component_that_is_not_partial() => Expect(
        "RPL001",
        "'Health' must be partial so that the codec of 'Health' can be added; "
            + "write 'partial' before its 'struct' keyword",
        "[Replicated] public struct [|Health|] { public int Value; }");

    [Fact]
    public void A_container_that_is_not_partial() => Expect(
        "RPL001",
        "'Outer' must be partial so that the codec of 'Health' can be added; "
            + "write 'partial' before its 'class' keyword",
        "public class [|Outer|] { [Replicated] public partial struct Health { public int Value; } }");

    [Fact]
    public void A_field_that_is_a_reference() => Expect(
        "RPL002",
        "'Name' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "[Replicated] public partial struct Player { public int Id; public string [|Name|]; }");

    [Fact]
    public void A_field_whose_struct_holds_a_reference() => Expect(
        "RPL002",
        "'Title' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "public struct Title { public object Text; } "
            + "[Replicated] public partial struct Player { public Title [|Title|]; }");

    [Fact]
    public void A_ref_struct() => Expect(
        "RPL002",
        "'Window' of component 'Window' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "[Replicated] public ref partial struct [|Window|] { public int Value; }");

    [Theory]
    [InlineData("nint", "int or long, whose size is the same everywhere")]
    [InlineData("decimal", "double, or a long that counts the smallest unit")]
    [InlineData("int?", "a bool beside the value")]
    [InlineData("DateTime", "its ticks as a long")]
    [InlineData("TimeSpan", "its ticks as a long")]
    [InlineData("Half", "float with [Quantize]")]
    [InlineData("Guid", "a number, an enum, a vector, a Quaternion, or a struct or inline array of these")]
    public void A_field_of_a_type_without_code(string type, string remedy) => Expect(
        "RPL003",
        $"'Value' has the type '{type}', which has no code; use {remedy}",
        $"[Replicated] public partial struct Odd {{ public {type} [|Value|]; }}");

    [Fact]
    public void A_fixed_buffer() => Expect(
        "RPL003",
        "'Values' has the type 'int*', which has no code; use an inline array",
        "[Replicated] public unsafe partial struct Odd { public fixed int [|Values|][4]; }");

    [Fact]
    public void A_component_that_is_an_inline_array_itself() => Expect(
        "RPL003",
        "'Slots' has the type 'Slots', which has no code; use a component with a field of this inline array",
        "[Replicated, InlineArray(4)] public partial struct [|Slots|] { private int _first; }");

    [Fact]
    public void A_generic_component() => Expect(
        "RPL004",
        "'Pair' is generic and has no single layout to send; "
            + "declare a struct of its own for each case, outside generic types",
        "[Replicated] public partial struct [|Pair|]<T> where T : unmanaged { public T Value; }");

    [Fact]
    public void A_component_in_a_generic_type() => Expect(
        "RPL004",
        "'Outer' is generic and has no single layout to send; "
            + "declare a struct of its own for each case, outside generic types",
        "public partial class [|Outer|]<T> { [Replicated] public partial struct Inner { public int Value; } }");

    [Fact]
    public void A_readonly_field() => Expect(
        "RPL005",
        "'Value' cannot be both read and written by the codec of 'Health'; remove readonly from it or its struct",
        "[Replicated] public partial struct Health { public readonly int [|Value|]; }");

    [Fact]
    public void A_property_that_only_its_constructor_writes() => Expect(
        "RPL005",
        "'Value' cannot be both read and written by the codec of 'Health'; declare it as a field",
        "[Replicated] public partial struct Health { public int [|Value|] { get; } }");

    [Fact]
    public void A_property_of_a_struct_type() => Expect(
        "RPL005",
        "'Aim' cannot be both read and written by the codec of 'Player'; declare it as a field",
        """
        public struct Aim { public float Yaw; }
        [Replicated] public partial struct Player { public Aim [|Aim|] { get; set; } }
        """);

    [Fact]
    public void A_property_that_is_a_reference() => Expect(
        "RPL002",
        "'Name' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "[Replicated] public partial struct Player { public string [|Name|] { get; set; } }");

    [Fact]
    public void A_private_field_of_a_nested_struct() => Expect(
        "RPL005",
        "'_yaw' cannot be both read and written by the codec of 'Player'; make it internal or public",
        "public struct Aim { private float [|_yaw|]; } [Replicated] public partial struct Player { public Aim Aim; }");

    [Theory]
    [InlineData("1, [|1|], 0.1", "its maximum 1 is not above its minimum 1; write the smaller number first")]
    [InlineData("[|double.NaN|], 1, 0.1", "its minimum is NaN; write a finite number")]
    [InlineData("0, [|1 / 0.0|], 0.1", "its maximum is Infinity; write a finite number")]
    [InlineData("0, 1, [|double.NaN|]", "its step is NaN; write a finite number")]
    [InlineData("0, 1, [|0|]", "its step 0 is not above zero; write the precision that is needed")]
    [InlineData("0, 1, [|-0.1|]", "its step -0.1 is not above zero; write the precision that is needed")]
    [InlineData("0, 1, [|2|]", "its step 2 is larger than the range 1; write a smaller step")]
    [InlineData("step: [|2|], min: 0, max: 1", "its step 2 is larger than the range 1; write a smaller step")]
    [InlineData("0, 1, [|1e-10|]", "it has more than 4294967295 steps; write a larger step or a smaller range")]
    [InlineData(
        "0, 100000, [|0.001|]",
        "its step 0.001 is finer than a float is at the end of the range; write a larger step")]
    [InlineData(
        "0, [|1e39|], 1e39",
        "its last step 1E+39 is above every float; end at 3.4028234663852886E+38 or below")]
    public void A_range_that_makes_no_sense(string arguments, string reason) => Expect(
        "RPL006",
        $"The range of 'X' is not valid because {reason}",
        $"[Replicated] public partial struct Position {{ [Quantize({arguments})] public float X; }}");

    [Theory]
    [InlineData("byte", "0, [|256|], 1", "its last step 256 is above every byte; end at 255 or below")]
    [InlineData("sbyte", "[|-129|], 0, 1", "-129 is below every sbyte; begin at -128 or above")]
    [InlineData("int", "[|0.5|], 9, 1", "0.5 is no int; write a whole number")]
    [InlineData("int", "0, 9, [|0.5|]", "the step 0.5 of a field of type int is not whole; write a whole number")]
    public void A_range_that_a_whole_number_does_not_have(string type, string arguments, string reason) => Expect(
        "RPL006",
        $"The range of 'X' is not valid because {reason}",
        $"[Replicated] public partial struct Position {{ [Quantize({arguments})] public {type} X; }}");

    [Theory]
    [InlineData("bool", "remove the attribute")]
    [InlineData("char", "remove the attribute")]
    [InlineData("DayOfWeek", "remove the attribute")]
    [InlineData("Quaternion", "use [SmallestThree]")]
    [InlineData("Part", "put it on the numbers in that struct")]
    [InlineData("Bools", "remove the attribute")]
    public void Quantize_on_what_has_no_numbers(string type, string remedy) => Expect(
        "RPL007",
        $"'Value' has the type '{type}', which [Quantize] does not apply to; {remedy}",
        $$"""
        public struct Part { public float X; }
        [InlineArray(2)] public struct Bools { private bool _first; }
        [Replicated] public partial struct Odd { [[|Quantize|](0, 1, 0.1)] public {{type}} Value; }
        """);

    [Theory]
    [InlineData("1")]
    [InlineData("11")]
    public void Smallest_three_of_too_few_or_too_many_bits(string bits) => Expect(
        "RPL008",
        $"[SmallestThree] of 'Rotation' is not valid because {bits} bits for each component do not fit; use 2 to 10",
        $"[Replicated] public partial struct Pose {{ [SmallestThree([|{bits}|])] public Quaternion Rotation; }}");

    [Fact]
    public void Smallest_three_of_what_is_no_rotation() => Expect(
        "RPL008",
        "[SmallestThree] of 'X' is not valid because its type is 'float'; "
            + "remove the attribute, or make the field a Quaternion",
        "[Replicated] public partial struct Pose { [[|SmallestThree|](9)] public float X; }");

    [Fact]
    public void More_fields_than_a_mask_covers() => Expect(
        "RPL009",
        "'Large' has 65 fields and a change mask covers 64; move some of them into a nested struct",
        $"[Replicated] public partial struct [|Large|] {{ {Fields(65)} }}");

    [Fact]
    public void Sixty_four_fields_are_not_too_many() => GeneratorHost.Generate(
        $"using Replication.Runtime; namespace Game; [Replicated] public partial struct Large {{ {Fields(64)} }}");

    [Fact]
    public void More_components_than_a_table_holds() => Expect(
        "RPL010",
        "'C64' is one of 65 components and a schema table holds 64; "
            + "merge components that change together, or replicate fewer",
        string.Join('\n', Enumerable.Range(0, 64).Select(i => $"[Replicated] public partial struct C{i:00};"))
            + "[Replicated] public partial struct [|C64|];");

    [Fact]
    public void Authority_without_replicated() => Expect(
        "RPL011",
        "'Health' has [Authority] and is not replicated; add [Replicated], or remove [Authority]",
        "[[|Authority|](Authority.Owner)] public struct Health { public int Value; }");

    [Fact]
    public void An_inline_array_that_no_row_holds() => Expect(
        "RPL012",
        "'Tiles' has 5000 words and a component holds 1024; shorten its inline arrays, or send them as messages",
        "[InlineArray(5000)] public struct Row { private byte _first; } "
            + "[Replicated] public partial struct Map { public Row [|Tiles|]; }");

    [Fact]
    public void Fields_that_are_too_many_words_together() => Expect(
        "RPL012",
        "'Map' has 1200 words and a component holds 1024; shorten its inline arrays, or send them as messages",
        "[InlineArray(600)] public struct Row { private byte _first; } "
            + "[Replicated] public partial struct [|Map|] { public Row A; public Row B; }");

    [Fact]
    public void A_component_that_the_table_cannot_name() => Expect(
        "RPL013",
        "'Hidden' cannot be named by the assembly's schema table; make it and the types around it internal or public",
        "public static partial class Outer { [Replicated] private partial struct [|Hidden|] { public int Value; } }");

    [Fact]
    public void Every_wrong_field_is_named()
    {
        IReadOnlyList<Diagnostic> found = GeneratorHost.Diagnose(
            Usings + "[Replicated] public partial struct Odd { public string A; public nint B; "
            + "[Quantize(1, 0, 1)] public int C; }");
        Assert.Equal(["RPL002", "RPL003", "RPL006"], found.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Code_that_does_not_compile_yet_is_no_matter_of_ours() => Assert.Empty(GeneratorHost.Diagnose(
        Usings + "[Replicated] public partial struct Odd { public Missing A; [Quantize(1)] public int B; "
            + "[Quantize(x, 1, 1)] public int C; }"));

    [Fact]
    public void A_struct_that_holds_itself_ends_the_compilation_and_not_the_compiler()
    {
        IReadOnlyList<Diagnostic> found = GeneratorHost.Diagnose(
            Usings + "public struct Loop { public Loop Inner; } "
            + "[Replicated] public partial struct Odd { public Loop A; }");
        Assert.All(found, diagnostic => Assert.StartsWith("RPL", diagnostic.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_diagnostic_has_a_page_and_a_release_row()
    {
        string root = Root();
        string rows = File.ReadAllText(Path.Combine(root, "Replication.Generators", "AnalyzerReleases.Unshipped.md"))
            + File.ReadAllText(Path.Combine(root, "Replication.Generators", "AnalyzerReleases.Shipped.md"));
        string index = File.ReadAllText(Path.Combine(root, "docs", "diagnostics", "README.md"));
        foreach (DiagnosticDescriptor descriptor in Descriptors())
        {
            string page = File.ReadAllText(Path.Combine(root, "docs", "diagnostics", $"{descriptor.Id}.md"));
            Assert.StartsWith($"# {descriptor.Id}: ", page, StringComparison.Ordinal);
            Assert.EndsWith($"{descriptor.Id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
            Assert.Contains(descriptor.Id, rows, StringComparison.Ordinal);
            Assert.Contains($"({descriptor.Id}.md)", index, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        typeof(Replication.Generators.Diagnostics.Descriptors).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Descriptors", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields())
            .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>();

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    private static string Fields(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(i => $"public byte F{i};"));

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
        Assert.Equal(source[start..end], source.Substring(
            diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(start, diagnostic.Location.SourceSpan.Start);
    }
}
