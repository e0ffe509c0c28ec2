using System.Net.Security;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>A client's end of a TCP connection: it connects, TLS may follow.</summary>
internal sealed class DialedTcpConnection(
    ConnectionTable table, LinkAddress remote, Socket socket, SslClientAuthenticationOptions? tls)
    : TcpConnection(table, remote, socket)
{
    protected override bool OpensWithDatagram => false;

    protected override async ValueTask OpenStreamAsync()
    {
        Configure(Socket, Table.Options);
        await Socket.ConnectAsync(Remote.ToEndPoint()).ConfigureAwait(false);
        var plain = new NetworkStream(Socket, ownsSocket: true);
        Stream = plain;
        if (tls is null)
            return;
        FailureEnd = ConnectionEnd.TlsFailed;
        var secured = new SslStream(plain);
        Stream = secured;
        await secured.AuthenticateAsClientAsync(tls).ConfigureAwait(false);
    }
}
