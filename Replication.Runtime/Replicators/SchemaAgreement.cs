using Replication.Transport;

namespace Replication.Runtime;

/// <summary>A client's side of coming to an understanding with a server that has other components.</summary>
/// <param name="local">The components here.</param>
/// <param name="isAllowed">Whether components other than those here are read at all.</param>
internal sealed class SchemaAgreement(SchemaTable local, bool isAllowed)
{
    private readonly SchemaTable _local = local;
    private bool _isDescribed;

    /// <summary>The server's components as they are read: those here until it describes others.</summary>
    public SchemaTable Sender { get; private set; } = local;

    /// <summary>What cannot be read of the server's components, a line each; null where all can be.</summary>
    public string? Difference { get; private set; }

    /// <summary>Takes the server's description.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="sender">The server's components, to read by; null where they cannot be read.</param>
    /// <returns>False: it is no description, or not the first.</returns>
    public bool TryTake(ReadOnlySpan<byte> message, out SchemaTable? sender)
    {
        sender = null;
        if (_isDescribed || SchemaDescription.Read(message) is not { } components) return false;
        _isDescribed = true;
        sender = SchemaMatch.Of(_local, components, out string difference);
        if (sender is null)
            Difference = difference;
        else if (!isAllowed)
            Refuse(out sender);
        Sender = sender ?? Sender;
        return true;
    }

    private void Refuse(out SchemaTable? sender)
    {
        sender = null;
        Difference = $"The server has other components, and {nameof(ReplicationOptions)}."
            + $"{nameof(ReplicationOptions.AllowSchemaEvolution)} is off";
    }
}
