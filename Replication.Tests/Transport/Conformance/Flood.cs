using System.Net.Sockets;
using Replication.Transport;

namespace Replication.Tests.Transport.Conformance;

/// <summary>Many that connect over TCP and say nothing; those that are refused at once as well.</summary>
internal sealed class Flood : IDisposable
{
    private readonly List<TcpClient> _clients = [];

    public Flood(LinkAddress server, int count)
    {
        for (int index = 0; index < count; index++)
        {
            var client = new TcpClient();
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
