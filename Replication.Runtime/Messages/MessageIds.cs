namespace Replication.Runtime;

//   0x0000   none
//   0x0001 - 0x00FF   system        the session's own
//   0x0100 - 0x01FF   replication   of replicas, ownership, requests
//   0x0200 - 0x0FFF   event         what happened in the game
//   0x1000 - 0xFFFF   user          all else of the game

/// <summary>The spans of type ids, one for each kind of message.</summary>
public static class MessageIds
{
    /// <summary>The first id of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The smallest id of its span.</returns>
    public static ushort FirstOf(MessageKind kind) => kind switch
    {
        MessageKind.System => 0x0001,
        MessageKind.Replication => 0x0100,
        MessageKind.Event => 0x0200,
        _ => 0x1000,
    };

    /// <summary>The last id of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The largest id of its span.</returns>
    public static ushort LastOf(MessageKind kind) => kind switch
    {
        MessageKind.System => 0x00FF,
        MessageKind.Replication => 0x01FF,
        MessageKind.Event => 0x0FFF,
        _ => 0xFFFF,
    };
}
