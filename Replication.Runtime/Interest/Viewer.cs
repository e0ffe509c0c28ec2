using System.Numerics;

namespace Replication.Runtime;

/// <summary>Who looks through a connection: what the game says of a client for interest and priority.</summary>
/// <remarks>Set between ticks, from the thread that ticks; holds from the next tick on.</remarks>
public sealed class Viewer
{
    /// <summary>Who looks where that makes no difference.</summary>
    internal static readonly Viewer Anybody = new(0);

    internal Viewer(ulong ownerId) => OwnerId = ownerId;

    /// <summary>
    /// Which replicas are its own: those whose owner is the same. Default: the session's id, which no other connection
    /// of this server has had. Zero owns nothing.
    /// </summary>
    public ulong OwnerId { get; set; }

    /// <summary>Its team, for replicas that only a team sees. Default zero: none.</summary>
    public int Team { get; set; }

    /// <summary>Where it looks from, in the unit of the replicas' positions. Default: the origin.</summary>
    public Vector3 Position { get; set; }
}
