namespace Replication.Transport;

/// <summary>
/// Who is taken for one host: an IPv4 address; an IPv6 network of 64 bits, since whoever has one has all its addresses;
/// and on the local link, where all share such a network, an IPv6 address.
/// </summary>
/// <param name="High">The network.</param>
/// <param name="Low">The rest, as far as it counts.</param>
/// <param name="ScopeId">The local link; else 0.</param>
internal readonly record struct LinkHost(ulong High, ulong Low, uint ScopeId)
{
    private const ulong LinkLocalMask = 0xFFC0_0000_0000_0000;
    private const ulong LinkLocalPrefix = 0xFE80_0000_0000_0000;

    public static LinkHost Of(LinkAddress address)
    {
        bool isWhole = address.IsIPv4 || (address.High & LinkLocalMask) == LinkLocalPrefix;
        return new LinkHost(address.High, isWhole ? address.Low : 0, address.ScopeId);
    }
}
