using System.Text;
using System.Text.Json;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Json;

/// <summary>What components look like as JSON, and what is said of JSON that is none.</summary>
public sealed class ComponentJsonTests
{
    private static readonly Gen<string> Texts =
        Gen.String[Gen.Char["{}[]\":,.0123 -+eEPointsWun\\\ud800"], 0, 60];

    [Fact]
    public void A_component_is_an_object_that_people_read()
    {
        var value = new SampleTransform
        {
            Position = new(1.5f, -2.25f, 1000.1f), Velocity = new(0.1f, 0, -16), Rotation = new(0, 0, 0, 1),
        };
        Assert.Equal(
            """{"Position":[1.5,-2.25,1000.1016],"Velocity":[0.094,0,-16],"""
                + "\"Rotation\":[0.0013837814,0.0013837814,0.0013837814,0.99999714]}",
            Write(value));
    }

    [Fact]
    public void Enums_have_their_names_where_they_have_one()
    {
        var value = new SampleEnums
        {
            State = SampleState.Running, Switch = SampleSwitch.On, Only = SampleOnly.One, Handle = (SampleHandle)(-3),
            Buffs = SampleBuffs.Rage | SampleBuffs.Haste, Everything = (SampleEverything)6, Wide = SampleWide.High,
        };
        Assert.Equal(
            """{"State":"Running","Switch":"On","Only":"One","Handle":-3,"""
                + "\"Buffs\":\"Haste, Rage\",\"Everything\":6,\"Wide\":\"High\"}",
            Write(value));
        Assert.Equal("\"State\":-1,", Write(new SampleEnums { State = (SampleState)(-1) })[1..12]);
    }

    [Fact]
    public void A_reference_is_an_index_and_a_generation()
    {
        var value = new SampleReferences { Parent = new(new ReplicaId(7, 2)), Flag = true };
        string json = Write(value);
        Assert.Equal("""{"Parent":[7,2],"Next":null,"Others":[null,null,null],"Flag":true}""", json);
        uint[] words = new uint[Codec<SampleReferences>.Schema.WordCount];
        Assert.True(Read<SampleReferences>(json, words, out _));
        Assert.Equal(value.Parent, Codec<SampleReferences>.Dequantize(words).Parent);
        Assert.False(Read<SampleReferences>("""{"Parent":[7]}""", words, out string? error));
        Assert.Contains("an array of an index and a generation, or null", error);
        Assert.False(Read<SampleReferences>("""{"Parent":[16777216,1]}""", words, out _));
    }

    [Fact]
    public void Structs_nest_and_arrays_list_their_elements()
    {
        Assert.Equal(
            """{"Primary":{"Aim":{"Yaw":-180,"Pitch":-90,"Scoped":false},"Slots":[{"Item":0,"""
                + "\"Buffs\":\"None\",\"Equipped\":\"Off\"}",
            WriteWords<SampleNested>(new uint[Codec<SampleNested>.Schema.WordCount])[..109]);
        Assert.Equal("{}", Write(default(SampleTag)));
    }

    [Fact]
    public void What_is_no_number_is_a_string() => Assert.Equal(
        """{"Exact32":"NaN","Exact64":"-Infinity","Two":["Infinity",-0],"Three":[0,0,0],"""
            + "\"Four\":[\"NaN(7fc00001)\",0,0,0],\"Flag\":false}",
        Write(new SampleNumbers
        {
            Exact32 = float.NaN, Exact64 = double.NegativeInfinity, Two = new(float.PositiveInfinity, -0f),
            Four = new(BitConverter.UInt32BitsToSingle(0x7FC00001), 0, 0, 0),
        }));

    [Fact]
    public void A_field_that_is_left_out_keeps_its_words()
    {
        uint[] words = Codec<SampleScore>.Quantize(new(10, true, SampleState.Running));
        Assert.True(Read<SampleScore>("""{ "Points": 20 }""", words, out _));
        Assert.Equal(new SampleScore(20, true, SampleState.Running), Codec<SampleScore>.Dequantize(words));
    }

    [Fact]
    public void A_rotation_by_hand_is_quantised()
    {
        uint[] words = new uint[Codec<SampleTransform>.Schema.WordCount];
        Assert.True(Read<SampleTransform>("""{ "Rotation": [0, 0, 0, 2] }""", words, out _));
        Assert.Equal(Codec<SampleTransform>.Quantize(new() { Rotation = new(0, 0, 0, 1) })[6], words[6]);
    }

    [Theory]
    [InlineData("[]", "$ must be an object, not an array.")]
    [InlineData("", "$ is no JSON: ")]
    [InlineData("{} {}", "$ is no JSON: ")]
    [InlineData("""{"Points":}""", "$.Points is no JSON: ")]
    [InlineData("""{"Points":"many"}""", "$.Points must be a number from 0 to 1000, not \"many\".")]
    [InlineData("""{"Points":1001}""", "$.Points must be a number from 0 to 1000, not 1001.")]
    [InlineData("""{"Points":1e999}""", "$.Points must be a number from 0 to 1000, not 1e999.")]
    [InlineData("""{"Won":1}""", "$.Won must be true or false, not 1.")]
    [InlineData("""{"Score":1}""", "$.Score is no field; the fields here are Points, Won, State.")]
    [InlineData(
        """{"State":"Asleep"}""",
        "$.State must be one of Dead, Idle, Running, or a number from -2 to 3, not \"Asleep\".")]
    [InlineData("""{"State":4}""", "$.State must be one of Dead, Idle, Running, or a number from -2 to 3, not 4.")]
    public void Json_that_is_wrong_says_where_and_what_would_be_right(string json, string message) =>
        AssertRefused<SampleScore>(json, message);

    [Theory]
    [InlineData("""{"Slots":[{"Item":65536}]}""", "$.Slots[0].Item must be a whole number from 0 to 65535, not 65536.")]
    [InlineData(
        """{"Slots":[{},{"Aim":1}]}""", "$.Slots[1].Aim is no field; the fields here are Item, Buffs, Equipped.")]
    [InlineData(
        """{"Grid":[[0,0,0,0,9]]}""",
        "$.Grid[0][4] must be the end, since the array has at most 4 elements, not 9.")]
    [InlineData("""{"Path":[[1,2]]}""", "$.Path[0] must be an array of 3 numbers.")]
    [InlineData(
        """{"Turns":[[0,0,0,0]]}""", "$.Turns[0] must be four finite numbers x, y, z, w that are not all zero.")]
    [InlineData("""{"Longs":[9223372036854775808]}""",
        "$.Longs[0] must be a whole number from -9223372036854775808 to 9223372036854775807, not 9223372036854775808.")]
    public void The_place_is_a_path(string json, string message) => AssertRefused<SampleArrays>(json, message);

    [Fact]
    public void Any_text_at_all_is_taken_or_refused() => Texts.Sample(text =>
    {
        uint[] words = new uint[Codec<SampleScore>.Schema.WordCount];
        bool isRead = Read<SampleScore>(text, words, out string? error);
        Assert.Equal(isRead, error is null);
    });

    private static void AssertRefused<T>(string json, string message)
        where T : unmanaged, IReplicated<T>
    {
        uint[] words = Codec<T>.Quantize(default);
        uint[] before = [.. words];
        Assert.False(Read<T>(json, words, out string? error));
        if (message.EndsWith(": ", StringComparison.Ordinal))
            Assert.StartsWith(message, error, StringComparison.Ordinal);
        else
            Assert.Equal(message, error);
        Assert.Equal(before, words);
    }

    private static bool Read<T>(string json, uint[] words, out string? error)
        where T : unmanaged, IReplicated<T> =>
        ComponentJson.TryRead(Encoding.UTF8.GetBytes(json), Codec<T>.Schema, words, out error);

    private static string Write<T>(T value)
        where T : unmanaged, IReplicated<T> => WriteWords<T>(Codec<T>.Quantize(value));

    private static string WriteWords<T>(uint[] words)
        where T : unmanaged, IReplicated<T>
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) ComponentJson.Write(writer, Codec<T>.Schema, words);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
