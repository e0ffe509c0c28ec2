using System.Text;
using System.Text.Json;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Messages;

public sealed class MessageJsonTests
{
    private static readonly MessageTable Table = ReplicationMessages.Table;

    [Fact]
    public void A_message_is_an_object_that_people_read() => Assert.Equal(
        """{"Text":"hi","Sender":7,"Receivers":[1,2],"Note":null,"Tags":["a",null]}""",
        MessageBits<SampleChat>.ToJson(new("hi", 7, [1, 2]) { Tags = ["a", null] }));

    [Fact]
    public void Nested_values_are_objects_and_enums_have_names() => Assert.Equal(
        """{"Turn":0.5,"Fire":"On","Target":{"X":1.25,"Y":null}}""",
        MessageBits<SampleMove>.ToJson(new(0.5f, SampleSwitch.On, new(1.25f, null))));

    [Fact]
    public void A_field_that_is_left_out_is_zero_empty_or_null()
    {
        Assert.True(MessageBits<SampleChat>.TryFromJson("{}", out SampleChat chat, out _));
        Assert.Equal(new SampleChat("", 0, []), chat);
        Assert.True(MessageBits<SampleRoute>.TryFromJson("{}", out SampleRoute route, out _));
        Assert.Equal("", route.First.Name);
        Assert.Equal("", route.Texts[1]);
        Assert.NotEmpty(MessageBits<SampleRoute>.Write(route));
    }

    [Theory]
    [InlineData("""{"Text":5}""", "$.Text must be a string of at most 40 bytes, not 5.")]
    [InlineData("""{"Text":null}""", "$.Text must be a string of at most 40 bytes, not null.")]
    [InlineData("""{"Tags":["123456789"]}""", "$.Tags[0] must be a string of at most 8 bytes, not \"123456789\".")]
    [InlineData("""{"Sender":-1}""", "$.Sender must be a whole number from 0 to 4294967295, not -1.")]
    [InlineData(
        """{"Receivers":[1,2,3,4,5,6]}""",
        "$.Receivers[5] must be the end, since the array has at most 5 elements, not 6.")]
    [InlineData("""{"txt":""}""", "$.txt is no field; the fields here are Text, Sender, Receivers, Note, Tags.")]
    public void Json_that_is_wrong_says_where_and_what_would_be_right(string json, string message)
    {
        Assert.False(MessageBits<SampleChat>.TryFromJson(json, out _, out string? error));
        Assert.Equal(message, error);
    }

    [Fact]
    public void A_frame_is_json_with_its_messages_name_and_comes_back()
    {
        const string Json =
            """{"Replication.Tests.Messages.SampleMove":{"Turn":-1,"Fire":"Off","Target":null}}""";
        Assert.True(MessageJson.TryReadFrame(Table, Encoding.UTF8.GetBytes(Json), out byte[]? frame, out _));
        Assert.Equal(Json, ToJson(frame!));
        Assert.Null(ToJson([.. frame!, 0]));
        Assert.Null(ToJson(frame![..2]));
        Assert.Null(ToJson([0, 0]));
        Assert.Null(ToJson([]));
    }

    [Theory]
    [InlineData("{}", "$ must be an object with the name of a message.")]
    [InlineData("""{"Chat":{}}""", "$.Chat is no field; the fields here are the full name of one message.")]
    [InlineData(
        """{"Replication.Tests.Messages.SampleMove":{"Turn":2}}""",
        "$.Replication.Tests.Messages.SampleMove.Turn must be a number from -1 to 1, not 2.")]
    public void Json_that_is_no_frame_says_what_would_be_right(string json, string message)
    {
        Assert.False(
            MessageJson.TryReadFrame(Table, Encoding.UTF8.GetBytes(json), out byte[]? frame, out string? error));
        Assert.Null(frame);
        Assert.Equal(message, error);
    }

    private static string? ToJson(byte[] frame)
    {
        using var stream = new MemoryStream();
        using var writer = new Utf8JsonWriter(stream);
        if (!MessageJson.TryWriteFrame(Table, frame, writer)) return null;
        writer.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
