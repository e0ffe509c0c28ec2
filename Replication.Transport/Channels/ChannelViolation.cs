namespace Replication.Transport;

/// <summary>
/// What a peer did to its channels that no honest peer does. The session ends as <see
/// cref="DisconnectReason.Misbehaved"/>, and <see cref="Session.Violation"/> says which it was.
/// </summary>
public enum ChannelViolation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A record names a channel that the options do not have.</summary>
    UnknownChannel,

    /// <summary>A record is cut off, or has a form that no writer makes.</summary>
    Malformed,

    /// <summary>A message is larger than <see cref="ChannelOptions.MaxMessageBytes"/>.</summary>
    TooLarge,

    /// <summary>A record lies beyond <see cref="ChannelOptions.WindowBytes"/>.</summary>
    BeyondWindow,

    /// <summary>A record says something else than one before it about the same bytes or the same message.</summary>
    Inconsistent,

    /// <summary>A compressed block does not unpack to what it stands for.</summary>
    BadBlock,

    /// <summary>The session's handler refused a message.</summary>
    Refused,
}
