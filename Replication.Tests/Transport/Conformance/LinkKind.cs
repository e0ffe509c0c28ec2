using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>What carries the sessions of a test.</summary>
public enum LinkKind
{
    Loopback,
    Udp,

    /// <summary>Without a thread, and one call of the system for each datagram.</summary>
    UdpPolledSingly,

    /// <summary>Without a thread, and many datagrams a call where the system can.</summary>
    UdpPolled,

    /// <summary>The same, with connect tokens and sealed sessions.</summary>
    UdpSealed,

    /// <summary>The same in netcode's packets.</summary>
    UdpNetcode,
    Tcp,
    Tls,
    WebSocket,
    SecureWebSocket,
}

/// <summary>The rows of the conformance suite's theories.</summary>
public static class EveryLink
{
    public static TheoryData<LinkKind> All => [.. Enum.GetValues<LinkKind>()];

    /// <summary>Those that carry datagrams in connections.</summary>
    public static TheoryData<LinkKind> Connected => [.. Enum.GetValues<LinkKind>().Where(kind => kind >= LinkKind.Tcp)];
}
