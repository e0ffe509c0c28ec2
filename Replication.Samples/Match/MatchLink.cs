using System.Net;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>How both sides of a match open their link.</summary>
internal static class MatchLink
{
    /// <summary>A UDP socket; where conditions are not perfect, what it receives goes through the simulator.</summary>
    public static ILink Open(IPEndPoint local, NetworkConditions conditions, ulong seed)
    {
        var udp = new UdpLink(local, TimeProvider.System);
        if (conditions == NetworkConditions.Perfect) return udp;
        return new SimulatedLink(udp, conditions, seed, TimeProvider.System);
    }
}
