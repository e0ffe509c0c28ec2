using Replication.Transport;

namespace Replication.Runtime;

/// <summary>A client's side of coming to an understanding with a server that has other components or prefabs.</summary>
/// <param name="local">The components and prefabs here.</param>
/// <param name="isAllowed">Whether others than those here are read at all.</param>
internal sealed class SchemaAgreement(PrefabTable local, bool isAllowed)
{
    private readonly PrefabTable _local = local;
    private byte[]? _prefabs;
    private bool _isDescribed;

    /// <summary>The server's components and prefabs: those here until it describes others.</summary>
    public PrefabTable Sender { get; private set; } = local;

    /// <summary>What cannot be read of the server's components, a line each; null where all can be.</summary>
    public string? Difference { get; private set; }

    /// <summary>Takes the server's prefabs, which are read with its components.</summary>
    /// <param name="message">Any bytes.</param>
    /// <returns>False: they come too late, or are not the first.</returns>
    public bool TryTakePrefabs(ReadOnlySpan<byte> message)
    {
        if (_isDescribed || _prefabs is not null) return false;
        _prefabs = message.ToArray();
        return true;
    }

    /// <summary>Takes the server's description.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="sender">The server's components and prefabs, to read by; null where they cannot be read.</param>
    /// <returns>False: it is no description, or not the first.</returns>
    public bool TryTake(ReadOnlySpan<byte> message, out PrefabTable? sender)
    {
        sender = null;
        if (_isDescribed || SchemaDescription.Read(message) is not { } components) return false;
        _isDescribed = true;
        SchemaTable? schema = SchemaMatch.Of(_local.Schema, components, out string difference);
        if (schema is null)
        {
            Difference = difference;
            return true;
        }

        sender = PrefabDescription.Read(_prefabs, schema);
        if (sender is null) return false;
        if (!isAllowed) Refuse(out sender);
        Sender = sender ?? Sender;
        return true;
    }

    private void Refuse(out PrefabTable? sender)
    {
        sender = null;
        Difference = $"The server has other components or prefabs, and {nameof(ReplicationOptions)}."
            + $"{nameof(ReplicationOptions.AllowSchemaEvolution)} is off";
    }
}
