using Replication.Transport;

namespace Replication.Runtime;

// A channel behind the game's own, on which a server describes its components to a client that has others:
//
//     server to client    its prefabs, where it has any, see PrefabDescription
//     server to client    the description, see SchemaDescription
//     client to server    1: it can read them, send state
//
// and on which a client goes on where another session stopped: see ResumeMessage.
//
// A client that cannot read them leaves with SchemaMismatch. Both sides have the channel whatever their options are, so
// that the channels agree; it costs nothing where nothing is sent.

/// <summary>The channel on which peers with different components come to an understanding.</summary>
internal static class SchemaChannel
{
    /// <summary>The most channels that a game has beside it.</summary>
    public const int MaxGameChannels = 254;

    private const byte Accepted = 1;

    private static readonly ChannelOptions Options = new()
    {
        Mode = ChannelMode.Bulk,
        MaxMessageBytes = SchemaDescription.MaxBytes,
        WindowBytes = 65_536,
        QueueBytes = 3 * SchemaDescription.MaxBytes,
    };

    /// <summary>What a client answers that can read the description.</summary>
    public static ReadOnlySpan<byte> Acceptance => [Accepted];

    /// <summary>Which channel it is.</summary>
    public static byte IndexIn(TransportOptions game) => (byte)game.Channels.Length;

    /// <summary>The prefabs of a peer's options, or none of its components.</summary>
    public static PrefabTable PrefabsOf(ReplicationOptions options, SchemaTable schema)
    {
        PrefabTable prefabs = options.Prefabs ?? new PrefabTable(schema);
        if (prefabs.Schema.Hash != schema.Hash) Throw.PrefabsOfOthers();
        return prefabs;
    }

    /// <summary>The game's options with the channel and the hash of components and prefabs.</summary>
    public static TransportOptions AddTo(TransportOptions game, PrefabTable prefabs) => game with
    {
        SchemaHash = prefabs.AgreedHash,
        Channels = game.Channels.Add(Options),
    };

    /// <summary>Whether a message is a client's word that it can read the description.</summary>
    public static bool IsAcceptance(ReadOnlySpan<byte> message) => message is [Accepted];
}
