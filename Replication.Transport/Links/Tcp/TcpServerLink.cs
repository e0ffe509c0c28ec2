using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// The server's side of TCP: accepts connections, with TLS where it is asked for, and carries datagrams in them. For
/// clients whose network lets no UDP through.
/// </summary>
public sealed class TcpServerLink : ConnectionLink
{
    // What is not accepted yet waits in the system: few, since accepting is quick.
    private const int Backlog = 64;

    private static readonly TimeSpan ErrorPause = TimeSpan.FromMilliseconds(10);

    private readonly Socket _listener;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Listens.</summary>
    /// <param name="local">
    /// Where; port 0 lets the system choose. <see cref="IPAddress.IPv6Any"/> also takes IPv4.
    /// </param>
    /// <param name="time">Stamps arrivals and measures deadlines; called on threads of the pool too.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="tls">
    /// The certificate and what else TLS wants, of which the link keeps hold; null for plain TCP. Whatever it says, no
    /// peer below TLS 1.2 is let in.
    /// </param>
    /// <exception cref="SocketException">The address is taken or not this machine's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TcpServerLink(
        IPEndPoint local, TimeProvider time, ConnectionOptions? options = null,
        SslServerAuthenticationOptions? tls = null)
        : base(time, options)
    {
        ArgumentNullException.ThrowIfNull(local);
        _tls = tls;
        _listener = Listen(local);
        LocalAddress = LinkAddress.From((IPEndPoint)_listener.LocalEndPoint!);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public override LinkAddress LocalAddress { get; }

    /// <summary>Whether clients speak TLS.</summary>
    public override bool IsEncrypted => _tls is not null;

    private protected override void StopOpening()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static Socket Listen(IPEndPoint local)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(local);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        CancellationToken stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Admit(await _listener.AcceptAsync(stopping).ConfigureAwait(false));
            }
            catch (SocketException) when (!stopping.IsCancellationRequested)
            {
                // A peer that left before it was accepted, or no more handles: the pause keeps the latter from
                // becoming a busy loop.
                Table.Counters.CountAcceptError();
                await Task.Delay(ErrorPause, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !TryStart(socket, LinkAddress.From(remote)))
            socket.Dispose();
    }

    private bool TryStart(Socket socket, LinkAddress remote) =>
        Table.TryAdmit(remote) && Table.TryStart(new AcceptedTcpConnection(Table, remote, socket, _tls));
}
