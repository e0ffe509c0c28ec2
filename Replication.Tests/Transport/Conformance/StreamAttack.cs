using System.Net.Security;
using System.Net.Sockets;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>A server, and a peer with a bare stream to it.</summary>
internal sealed class StreamAttack : IDisposable
{
    private readonly LinkKind _kind;
    private readonly TcpClient _client;

    /// <param name="kind">Tcp or Tls.</param>
    /// <param name="opens">Whether the peer makes its TLS handshake.</param>
    /// <param name="options">The server's limits.</param>
    /// <param name="speed">How fast the clock goes by itself.</param>
    public StreamAttack(LinkKind kind, bool opens = true, ConnectionOptions? options = null, double speed = 0.1)
    {
        _kind = kind;
        World = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed));
        _client = Connect();
        Stream = opens ? Open(_client) : Plain;
        // From now on the server's deadlines run.
        World.RunUntil(() => Link.ConnectionCount == 1);
    }

    public ConformanceWorld World { get; }

    public ConnectionLink Link => (ConnectionLink)World.Links.Server;

    /// <summary>What the server reads frames from.</summary>
    public Stream Stream { get; }

    /// <summary>The bytes on the wire.</summary>
    public NetworkStream Plain => _client.GetStream();

    public Stream Open() => Open(Connect());

    /// <summary>Ends the stream in the orderly way.</summary>
    public void CloseStream()
    {
        if (Stream is SslStream secured)
            secured.ShutdownAsync().Wait(TimeSpan.FromSeconds(5));
        _client.Client.Shutdown(SocketShutdown.Send);
    }

    public void AssertEnds(ConnectionEnd end)
    {
        World.RunUntil(() => Link.CountOf(end) == 1 && Link.ConnectionCount == 0);
        foreach (ConnectionEnd other in Enum.GetValues<ConnectionEnd>().Where(other => other != end))
            Assert.Equal(0, Link.CountOf(other));
    }

    /// <summary>Writes to a server that may have closed already.</summary>
    public static void TryWrite(Stream stream, byte[] bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException)
        {
            // It has.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        World.Dispose();
    }

    private TcpClient Connect()
    {
        var client = new TcpClient();
        client.Connect(Link.LocalAddress.ToEndPoint());
        return client;
    }

    private Stream Open(TcpClient client)
    {
        if (_kind == LinkKind.Tcp)
            return client.GetStream();
        var secured = new SslStream(client.GetStream());
        secured.AuthenticateAsClient(ConformanceLinks.TlsOfClient());
        return secured;
    }
}
