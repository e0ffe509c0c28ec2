using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Replication.Runtime;
using Xunit;
using Steps = Replication.Generators.ReplicationGenerator.Steps;

namespace Replication.Tests.Generators;

/// <summary>What the generator makes of a wire profile.</summary>
public sealed class ProfileTests
{
    private const string Source = """
        using System.Numerics;
        using Replication.Runtime;

        namespace Game;

        public struct Aim
        {
            [Quantize(-180, 180, 1)]
            public float Yaw;
        }

        [Replicated]
        public partial struct Fighter
        {
            [Quantize(-10, 10, 1)]
            public Vector2 Place;

            [SmallestThree(2)]
            public Quaternion Turn;

            public Aim Aim;
            public bool IsAlive;
        }

        [Replicated]
        public partial struct Score
        {
            public byte Points;
        }
        """;

    private static string Profile => WireProfileJson.Write(Train(LayoutOf("Game.Fighter")));

    [Fact]
    public void Trained_codes_stand_in_the_component_as_the_profile_has_them() =>
        Golden.Verify(GeneratorHost.Generate(Source, profile: Profile));

    [Fact]
    public void A_profile_changes_the_hash_of_its_component_and_of_no_other()
    {
        string[] plain = Texts(profile: null), trained = Texts(Profile);
        Assert.NotEqual(HashIn(plain, "Game.Fighter"), HashIn(trained, "Game.Fighter"));
        Assert.Equal(HashIn(plain, "Game.Score"), HashIn(trained, "Game.Score"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{ "format": 2, "components": [] }""")]
    [InlineData("""{ "format": 1 }""")]
    public void A_file_that_is_no_profile_leaves_every_codec_as_it_is(string profile) =>
        Assert.Equal(Texts(profile: null), Texts(profile));

    [Fact]
    public void A_profile_of_other_fields_leaves_the_codec_as_it_is() =>
        Assert.Equal(Texts(profile: null), Texts(WireProfileJson.Write(Train(layout: 1))));

    [Fact]
    public void Lengths_of_no_prefix_code_leave_the_codec_as_it_is()
    {
        WireProfile profile = Train(LayoutOf("Game.Fighter"));
        string changes = profile.Components[0].Delta.Changes[0];
        string broken = WireProfileJson.Write(profile).Replace(changes, changes[..^1], StringComparison.Ordinal);
        Assert.Equal(Texts(profile: null), Texts(broken));
    }

    [Fact]
    public void An_edited_profile_writes_the_files_of_its_components_anew_and_no_other()
    {
        CSharpCompilation compilation = GeneratorHost.Compile(GeneratorHost.Parse(Source));
        var before = new TextFile("wire-profile.json", """{ "format": 1, "components": [] }""");
        GeneratorDriver driver = GeneratorHost.Driver().AddAdditionalTexts([before])
            .RunGenerators(compilation, TestContext.Current.CancellationToken);
        driver = driver.ReplaceAdditionalText(before, new TextFile("wire-profile.json", Profile))
            .RunGenerators(compilation, TestContext.Current.CancellationToken);
        IncrementalStepRunReason[] reasons = [.. driver.GetRunResult().Results.Single().TrackedSteps[Steps.Component]
            .SelectMany(step => step.Outputs).Select(output => output.Reason)];
        Assert.Single(reasons, IncrementalStepRunReason.Modified);
        Assert.Single(reasons, IncrementalStepRunReason.Unchanged);
    }

    private static string[] Texts(string? profile) =>
        [.. GeneratorHost.Generate(Source, profile: profile).Select(file => file.SourceText.ToString())];

    private static string HashIn(string[] texts, string component) => texts
        .Single(text => text.Contains($"the component {component}.", StringComparison.Ordinal)).Split('\n')
        .Single(line => line.Contains("Hash: 0x", StringComparison.Ordinal));

    private static ulong LayoutOf(string component) => Convert.ToUInt64(
        HashIn(Texts(profile: null), component).Split("0x")[1][..16], 16);

    // Codes as a very short recording would give them: each part once from each prediction.
    private static WireProfile Train(ulong layout)
    {
        string[] order = ["Place", "Turn", "Aim.Yaw", "IsAlive"];
        WordProfile[] words =
        [
            Word("Place.X", 5, Prediction.Linear),
            Word("Place.Y", 5, Prediction.Hold, parent: "Place.X", contexts: 20),
            Word("Turn.Largest", 2, Prediction.None),
            Word("Turn.A", 2, Prediction.Hold),
            Word("Turn.B", 2, Prediction.Hold),
            Word("Turn.C", 2, Prediction.Hold),
            Word("Aim.Yaw", 9, Prediction.None, dictionary: [180, 270]),
        ];
        string[] changes = [CodeLengths.Of([0, 8, 4, 8, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 2])];
        var delta = new CodesProfile(30, [], order, changes, words);
        return new WireProfile([new ComponentProfile(
            "Game.Fighter", layout, delta, delta with { Samples = 3, Typical = [10, 10, 0, 180, 1] })]);
    }

    private static WordProfile Word(
        string name, int bits, Prediction prediction, uint[]? dictionary = null, string parent = "", int contexts = 0)
    {
        uint[] frequent = dictionary ?? [];
        var counts = new double[WordCode.SymbolCount(bits, WordForm.Whole, frequent.Length)];
        for (int i = 0; i < counts.Length; i++) counts[i] = 1.0 / (i + 1);
        string lengths = CodeLengths.Of(counts);
        string digits = contexts == 0 ? "0" : "0" + new string('1', contexts - 1);
        string[] codes = contexts == 0 ? [lengths] : [lengths, lengths];
        return new WordProfile(name, WordForm.Whole, 0, prediction, frequent, parent, digits, codes);
    }
}
