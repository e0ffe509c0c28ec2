using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.CodeFixes;
using Replication.Generators.Parsing;
using Replication.Runtime;
using Replication.Tests.Architecture;
using Replication.Tests.Evolution;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What is said of components that are not as the lock has them, where, and how that is accepted.</summary>
public class SchemaLockTests
{
    private const string Components = """
        public enum Team { Red, Blue, Green }
        public struct Aim { [FieldId(1)] [Quantize(-180, 180, 0.1)] public float Yaw; public sbyte Ammo; }
        [Replicated] public partial struct Burning;
        [Replicated, Authority(Authority.Owner)] public partial struct Pose
        {
            [Quantize(-10, 10, 0.5)] public Vector2 Place;
            [FieldId(4)] public Aim Aim;
            public Quaternion Turn;
            public ulong Steam;
            public char Initial;
            public Team Team;
            [Exact] public double Weight;
            [FieldId(9)] public ushort Score;
            public bool IsUp;
        }
        """;

    private const string Head = "using System.Numerics;\nusing Replication.Runtime;\nnamespace Game;\n";

    private static readonly string Locked = SchemaLock.Write(GameBuild.Of(Components).Schema);

    [Fact]
    public void The_generator_and_the_runtime_write_the_same_lock() => Assert.Equal(Locked, Accept(Components, ""));

    [Fact]
    public void A_lock_is_silent_where_nothing_changed() => Assert.Empty(Diagnose(Components, Locked));

    [Fact]
    public void A_project_without_a_lock_hears_nothing() => Assert.Empty(GeneratorHost.Diagnose(Head + Components));

    [Theory]
    [InlineData("[Quantize(-10, 10, 0.5)] public Vector2", "[Quantize(-10, 10, 0.25)] public Vector2", "Place",
        "'Game.Pose.Place' was Vector [-10, 10] step 0.5 (12 bits) in schema.lock.json and is "
        + "Vector [-10, 10] step 0.25 (14 bits)")]
    [InlineData("public ushort Score", "public short Score", "Score",
        "'Game.Pose.Score' was WholeNumber [0, 65535] (16 bits) in schema.lock.json and is "
        + "WholeNumber [-32768, 32767] (16 bits)")]
    [InlineData("public bool IsUp", "public Quaternion IsUp", "IsUp",
        "'Game.Pose.IsUp' was Boolean (1 bit) in schema.lock.json and is Rotation (29 bits)")]
    [InlineData("-180, 180, 0.1", "-90, 90, 0.1", "Aim",
        "'Game.Pose.Aim.Yaw' was Number [-180, 180] step 0.1 (12 bits) in schema.lock.json and is "
        + "Number [-90, 90] step 0.1 (11 bits)")]
    [InlineData("Authority.Owner", "Authority.Server", "Pose",
        "'Game.Pose' was authority Owner in schema.lock.json and is authority Server")]
    public void A_breaking_change_is_warned_of_at_its_field(string before, string after, string place, string message)
    {
        string source = Components.Replace(before, after, StringComparison.Ordinal);
        Diagnostic found = Assert.Single(Diagnose(source, Locked));
        Assert.Equal("RPL050", found.Id);
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
        Assert.StartsWith(message, found.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal(place, TextAt(source, found));
    }

    [Theory]
    [InlineData("public bool IsUp;", "public bool IsUp; public int Mana;", "Mana", "'Game.Pose.Mana' is new")]
    [InlineData("public bool IsUp;", "", "Pose", "'Game.Pose' has lost 'IsUp'")]
    [InlineData("ushort Score", "ushort Points", "Points", "'Game.Pose.Points' was 'Score' or has another id")]
    [InlineData("public bool IsUp;", "[FieldId(2)] public bool IsUp;", "IsUp", "'Game.Pose.IsUp' was 'IsUp' or has")]
    [InlineData("struct Burning", "struct Blazing", "Blazing", "'Game.Blazing' is new")]
    [InlineData("[Replicated] public", "[Replicated, Audience(Audience.Owner)] public", "Burning",
        "'Game.Burning' has the audience Owner in place of Everyone")]
    public void A_compatible_change_is_told_of(string before, string after, string place, string message)
    {
        string source = Components.Replace(before, after, StringComparison.Ordinal);
        Diagnostic found = Diagnose(source, Locked).Single(item => item.Location.IsInSource);
        Assert.Equal("RPL051", found.Id);
        Assert.Equal(DiagnosticSeverity.Info, found.Severity);
        Assert.StartsWith(message, found.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal(place, TextAt(source, found));
    }

    [Fact]
    public void A_component_that_is_gone_is_told_of_in_the_lock()
    {
        string source = Components.Replace(
            "[Replicated] public partial struct Burning;", "", StringComparison.Ordinal);
        Diagnostic found = Assert.Single(Diagnose(source, Locked));
        Assert.StartsWith("'Game.Burning' is gone", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("schema.lock.json", found.Location.GetLineSpan().Path);
        Assert.Contains("Burning", Locked.Split('\n')[found.Location.GetLineSpan().StartLinePosition.Line]);
    }

    [Fact]
    public void Beside_an_inline_array_every_change_is_breaking()
    {
        const string Bag = """
            [System.Runtime.CompilerServices.InlineArray(3)] public struct Slots { private int _first; }
            [Replicated] public partial struct Bag { public Slots Slots; }
            """;
        string source = Bag.Replace("Slots Slots;", "Slots Slots; public int Gold;", StringComparison.Ordinal);
        Diagnostic found = Assert.Single(Diagnose(source, SchemaLock.Write(GameBuild.Of(Bag).Schema)));
        Assert.Equal("RPL050", found.Id);
        Assert.Equal("Gold", TextAt(source, found));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("""{ "format": 2, "components": [] }""")]
    [InlineData("""{ "format": 1, "components": [ { "name": "Game.Pose" } ] }""")]
    public void A_file_that_is_no_lock_is_named(string text)
    {
        Diagnostic found = Assert.Single(Diagnose(Components, text));
        Assert.Equal("RPL052", found.Id);
        Assert.Equal("schema.lock.json", found.Location.GetLineSpan().Path);
    }

    [Fact]
    public void The_fix_accepts_all_there_is()
    {
        string changed = Components.Replace("ushort Score", "byte Score", StringComparison.Ordinal)
            .Replace("struct Burning", "struct Blazing", StringComparison.Ordinal);
        string accepted = Accept(changed, Locked);
        Assert.Equal(SchemaLock.Write(GameBuild.Of(changed).Schema), accepted);
        Assert.Empty(Diagnose(changed, accepted));
    }

    [Fact]
    public void The_samples_lock_is_that_of_their_components() => Assert.Equal(
        File.ReadAllText(Path.Combine(Repository.Root, "Replication.Samples", SchemaLockParser.FileName)),
        SchemaLock.Write(Replication.Samples.ReplicationSchema.Table));

    private static IReadOnlyList<Diagnostic> Diagnose(string source, string locked) => GeneratorHost.Diagnose(
        GeneratorHost.Compile(GeneratorHost.Parse(Head + source)), out _, new TextFile("schema.lock.json", locked));

    private static string TextAt(string source, Diagnostic diagnostic) =>
        (Head + source).Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);

    // Applies the fix as an editor would, to whatever diagnostic of the two it is offered for.
    private static string Accept(string source, string locked)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        Compilation like = GeneratorHost.Compile();
        Document document = workspace
            .AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "Game", "Game", LanguageNames.CSharp,
                compilationOptions: like.Options, parseOptions: GeneratorHost.Parse("").Options,
                metadataReferences: like.References))
            .AddDocument("Source.cs", Head + source);
        TextDocument file = document.Project.AddAdditionalDocument("schema.lock.json", SourceText.From(locked));
        document = file.Project.GetDocument(document.Id)!;
        var provider = new AcceptSchemaLockFix();
        var diagnostic = Diagnostic.Create(
            GeneratorHost.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
                .Single(descriptor => descriptor.Id == provider.FixableDiagnosticIds[0]),
            Location.None);
        var actions = new List<CodeAction>();
        provider.RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        ImmutableArray<CodeActionOperation> operations =
            actions.Single().GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult();
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return changed.GetAdditionalDocument(file.Id)!.GetTextAsync().GetAwaiter().GetResult().ToString();
    }
}
