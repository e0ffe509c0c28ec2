namespace Replication.Transport;

/// <summary>Which link leads to a server, in the order in which a client tries them.</summary>
public enum LinkScheme
{
    /// <summary>UDP, <c>udp://host:port</c>. What is lost is not waited for: the best for a game.</summary>
    Udp,

    /// <summary>TLS over TCP, <c>tls://host:port</c>.</summary>
    Tls,

    /// <summary>TCP without TLS, <c>tcp://host:port</c>.</summary>
    Tcp,

    /// <summary>A WebSocket over TLS, <c>wss://host:port/path</c>; port 443 where none is named.</summary>
    Wss,

    /// <summary>A WebSocket without TLS, <c>ws://host:port/path</c>; port 80 where none is named.</summary>
    Ws,
}
