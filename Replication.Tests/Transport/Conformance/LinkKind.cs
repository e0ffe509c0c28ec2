using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>What carries the sessions of a test.</summary>
public enum LinkKind
{
    Loopback,
    Udp,
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
