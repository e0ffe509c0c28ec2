using System.Net.Security;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>A server's end of a TCP connection: the peer has connected, TLS may follow.</summary>
internal sealed class AcceptedTcpConnection(
    ConnectionTable table, LinkAddress remote, Socket socket, SslServerAuthenticationOptions? tls)
    : TcpConnection(table, remote, socket)
{
    protected override bool OpensWithDatagram => true;

    protected override async ValueTask OpenStreamAsync()
    {
        Configure(Socket, Table.Options);
        var plain = new NetworkStream(Socket, ownsSocket: true);
        Stream = plain;
        if (tls is null)
            return;
        FailureEnd = ConnectionEnd.TlsFailed;
        var secured = new SslStream(plain);
        Stream = secured;
        await secured.AuthenticateAsServerAsync(tls).ConfigureAwait(false);
    }
}
