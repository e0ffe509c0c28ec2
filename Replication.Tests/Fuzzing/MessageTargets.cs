using System.Text;
using System.Text.Json;
using Replication.Runtime;
using Replication.Tests.Generators;
using Replication.Tests.Messages;
using TrainedSchema = Replication.Tests.Training.TrainedSchema;

namespace Replication.Tests.Fuzzing;

/// <summary>Messages as frames and as JSON, components as JSON, and the text of profiles.</summary>
internal static class MessageTargets
{
    private static readonly MessageTable Table = ReplicationMessages.Table;

    private static readonly SampleChat Chat = new("hello", 7, [1, 2, 3]) { Note = "€", Tags = ["a", null] };

    private static readonly SampleRoute Route = Empty<SampleRoute>() with
    {
        Points = [new SamplePoint(1, 2), new SamplePoint(-3, null)],
        First = new SampleLeg("first") { To = null },
        Legs = [null, new SampleLeg("second") { To = new SamplePoint(1, 1) }],
        Weights = [0.5f, 1],
    };

    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
    [
        Frames<SampleChat>(Chat),
        Frames<SampleRoute>(Route),
        Frames<SampleMixed>(Empty<SampleMixed>()),
        Frames<SampleScalars>(default),
        Targets.Named("any frame as JSON", AllFrames, static () => WriteJson, maxAllocatedBytes: 1 << 20),
        Targets.Named(
            "message JSON",
            static () => [Utf8(MessageBits<SampleChat>.ToJson(Chat))],
            static () => ReadJson<SampleChat>,
            maxAllocatedBytes: 1 << 20),
        Targets.Named(
            "nested message JSON",
            static () => [Utf8(MessageBits<SampleRoute>.ToJson(Route))],
            static () => ReadJson<SampleRoute>,
            maxAllocatedBytes: 1 << 20),
        Targets.Named("frame JSON", FrameJson, static () => ReadFrameJson, maxAllocatedBytes: 1 << 20),
        ComponentText<SampleTransform>(),
        ComponentText<SampleNested>(),
        Targets.Named("wire profile", Profiles, static () => ReadProfile, maxAllocatedBytes: 4 << 20),
    ];

    private static KeyValuePair<string, Func<FuzzTarget>> Frames<T>(T message)
        where T : IMessage<T> => Targets.Named(
            $"frame of {typeof(T).Name}", () => [Frame(message)], static () => ReadFrame<T>, maxAllocatedBytes: 64_000);

    private static byte[][] AllFrames() => [Frame(Chat), Frame(Route), Frame(default(SamplePing))];

    private static byte[] Frame<T>(T message)
        where T : IMessage<T>
    {
        byte[] buffer = new byte[Table.MaxFrameBytes];
        return buffer[..MessageFrame.Write(Table, in message, buffer, out _)];
    }

    // What was taken can be sent on.
    private static void ReadFrame<T>(Span<byte> bytes)
        where T : IMessage<T>
    {
        if (MessageFrame.TryRead(Table, bytes, out T message))
            Targets.Require(Frame(message).Length <= Table.MaxFrameBytes, "A message is within its limit.");
    }

    private static void WriteJson(Span<byte> bytes)
    {
        using var stream = new MemoryStream();
        using var writer = new Utf8JsonWriter(stream);
        if (MessageJson.TryWriteFrame(Table, bytes, writer))
            writer.Flush();
    }

    private static void ReadJson<T>(Span<byte> bytes)
        where T : IMessage<T>
    {
        bool isTaken = MessageJson.TryRead(bytes, out T message, out string? error);
        Targets.Require(isTaken == (error is null), "What is refused has a reason.");
        if (isTaken)
            _ = Frame(message);
    }

    private static byte[][] FrameJson() =>
    [
        Utf8("""{"Replication.Tests.Messages.SampleMove":{"Turn":-1,"Fire":"Off","Target":{"X":1.25,"Y":null}}}"""),
        Utf8("""{"Replication.Tests.Messages.SamplePing":{}}"""),
    ];

    private static void ReadFrameJson(Span<byte> bytes)
    {
        bool isTaken = MessageJson.TryReadFrame(Table, bytes, out byte[]? frame, out string? error);
        Targets.Require(isTaken == (error is null) && isTaken == frame is not null, "What is refused has a reason.");
    }

    private static KeyValuePair<string, Func<FuzzTarget>> ComponentText<T>()
        where T : unmanaged, IReplicated<T>
    {
        uint[] words = new uint[Codec<T>.Schema.WordCount];
        return Targets.Named(
            $"component JSON, {typeof(T).Name}",
            () => [ToJson(words, Codec<T>.Schema), ToJson(Codec<T>.Quantize(default), Codec<T>.Schema)],
            () => bytes => ReadComponent(bytes, Codec<T>.Schema),
            maxAllocatedBytes: 1 << 20);
    }

    private static byte[] ToJson(uint[] words, ComponentSchema schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            ComponentJson.Write(writer, schema, words);
        return stream.ToArray();
    }

    private static void ReadComponent(Span<byte> bytes, ComponentSchema schema)
    {
        uint[] words = new uint[schema.WordCount];
        bool isTaken = ComponentJson.TryRead(bytes, schema, words, out string? error);
        Targets.Require(isTaken == (error is null), "What is refused has a reason.");
        if (!isTaken)
            Targets.Require(!words.AsSpan().ContainsAnyExcept(0u), "A refused text changes nothing.");
    }

    // The largest one is cut to what the mutator damages, which is still valid as far as it goes.
    private static byte[][] Profiles()
    {
        ComponentProfile[] components = [.. TrainedSchema.Profile.Components];
        return [.. components.Select(static one => Utf8(WireProfileJson.Write(new WireProfile([one]))))];
    }

    private static void ReadProfile(Span<byte> bytes)
    {
        try
        {
            _ = WireProfileJson.Read(Encoding.UTF8.GetString(bytes));
        }
        catch (InvalidDataException)
        {
            // A file that a developer has: it is refused with what is wrong.
        }
    }

    // What is left out is empty, and not null.
    private static T Empty<T>()
        where T : IMessage<T> => MessageBits<T>.TryFromJson("{}", out T message, out string? error)
            ? message
            : throw new InvalidOperationException(error);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
