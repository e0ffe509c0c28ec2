using System.Text.Json;
using Replication.Runtime;

namespace Replication.Tests.Messages;

/// <summary>A message without fields that says of itself what no generated one does.</summary>
internal readonly struct OddMessage<TSays> : IMessage<OddMessage<TSays>>
    where TSays : ISays
{
    public static MessageSchema Schema => TSays.Schema;

    public static int Write(ref BitWriter writer, in OddMessage<TSays> message) => 0;

    public static void Read(ref BitReader reader, out OddMessage<TSays> message) => message = default;

    public static void WriteJson(Utf8JsonWriter writer, in OddMessage<TSays> message) => writer.WriteNullValue();

    public static void ReadJson(ref JsonInput input, out OddMessage<TSays> message) => message = default;
}

internal interface ISays
{
    static abstract MessageSchema Schema { get; }
}

internal sealed class TakesTheIdOfRoute : ISays
{
    public static MessageSchema Schema { get; } =
        new("Odd.Route", MessageKind.Event, 0x0300, 0, Reliability.ReliableOrdered, 0, 1, []);
}

internal sealed class HasAnIdOfUsers : ISays
{
    public static MessageSchema Schema { get; } =
        new("Odd.User", MessageKind.Event, 0x1000, 0, Reliability.ReliableOrdered, 0, 2, []);
}

internal sealed class IsOfTheSystem : ISays
{
    public static MessageSchema Schema { get; } =
        new("Odd.System", MessageKind.System, 0, 0, Reliability.ReliableOrdered, 0, 3, []);
}

internal sealed class IsLarge : ISays
{
    public static MessageSchema Schema { get; } =
        new("Odd.Large", MessageKind.User, 0, 0, Reliability.Sequenced, (1022 * 8) + 1, 4, []);
}

internal sealed class JustFits : ISays
{
    public static MessageSchema Schema { get; } =
        new("Odd.Fits", MessageKind.User, 0, 0, Reliability.Sequenced, 1022 * 8, 5, []);
}
