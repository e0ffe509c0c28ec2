using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Where the analyzer points when the wrong field is not the component's own.</summary>
public sealed class NestedDiagnosticTests
{
    [Fact]
    public void A_field_of_a_nested_struct_that_has_no_code() => Expect.Error(
        "RPL003",
        "'Aim.Target' has the type 'DateTime', which has no code; use its ticks as a long",
        """
        public struct Aim { public DateTime [|Target|]; }
        [Replicated] public partial struct Player { public Aim Aim; }
        """);

    [Fact]
    public void A_field_two_structs_down_is_named_with_its_path() => Expect.Error(
        "RPL002",
        "'Arm.Aim.Target' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        """
        public struct Aim { public int Yaw; private string [|Target|]; }
        public struct Arm { public Aim Aim; }
        [Replicated] public partial struct Player { public Arm Arm; }
        """);

    [Fact]
    public void A_struct_of_the_base_library_is_named_on_the_components_field() => Expect.Error(
        "RPL002",
        "'Pair.Item2' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "[Replicated] public partial struct Player { public (int, string) [|Pair|]; }");

    [Fact]
    public void A_struct_of_the_base_library_with_hidden_references_is_named_as_a_whole() => Expect.Error(
        "RPL002",
        "'Stop' of component 'Player' is or holds a reference, which cannot be replicated; "
            + "use numbers, enums and structs of them",
        "[Replicated] public partial struct Player { public System.Threading.CancellationToken [|Stop|]; }");

    [Fact]
    public void A_named_tuples_fields_count_once() => Assert.Contains(
        "WordCount: 2,",
        GeneratorHost.Generate("[Replication.Runtime.Replicated] public partial struct P { public (int A, int B) X; }")
            [0].SourceText.ToString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_struct_of_another_assembly_is_named_on_the_components_field(bool asSource)
    {
        const string Library = """
            using Replication.Runtime;
            namespace Shared;
            public struct Aim { public nint Target; [Quantize(1, 0, 1)] public float Yaw; }
            """;
        const string Source = """
            using Replication.Runtime;
            namespace Game;
            [Replicated] public partial struct Player { public Shared.Aim Aim; }
            """;

        // A project in the same solution is there with its sources in the editor, and without them in a build.
        CSharpCompilation library =
            GeneratorHost.Compile(GeneratorHost.Parse(Library, "Shared.cs")).WithAssemblyName("Shared");
        MetadataReference reference = asSource ? library.ToMetadataReference() : ImageOf(library);
        IReadOnlyList<Diagnostic> found = GeneratorHost.Diagnose(
            GeneratorHost.Compile(GeneratorHost.Parse(Source)).AddReferences(reference), out _);

        Assert.Equal(["RPL003", "RPL006"], found.Select(diagnostic => diagnostic.Id).Order());
        Assert.All(found, diagnostic =>
            Assert.Equal(Source.LastIndexOf("Aim", StringComparison.Ordinal), diagnostic.Location.SourceSpan.Start));
        Assert.Contains(found, diagnostic =>
            diagnostic.GetMessage().StartsWith("'Aim.Target' has the type 'nint'", StringComparison.Ordinal));
    }

    private static PortableExecutableReference ImageOf(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
