using System.Net;
using System.Net.Sockets;
using Replication.Transport;

namespace Replication.Tests.Transport.Conformance;

/// <summary>Many that connect over TCP and say nothing; those that are refused at once as well.</summary>
internal sealed class Flood : IDisposable
{
    private readonly List<TcpClient> _clients = [];

    /// <param name="server">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="host">The address of this machine that they come from.</param>
    public Flood(LinkAddress server, int count, string host = "127.0.0.1")
    {
        var from = new IPEndPoint(IPAddress.Parse(host), 0);
        for (int index = 0; index < count; index++)
        {
            var client = new TcpClient(from);
            _clients.Add(client);
            TryConnect(client, server);
        }
    }

    public void Dispose() => _clients.ForEach(static client => client.Dispose());

    private static void TryConnect(TcpClient client, LinkAddress server)
    {
        try
        {
            client.Connect(server.ToEndPoint());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Connected, and refused before this end had noticed.
        }
    }
}
