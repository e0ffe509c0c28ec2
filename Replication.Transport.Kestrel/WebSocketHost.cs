using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Replication.Transport.Kestrel;

/// <summary>
/// A server's WebSocket link with the HTTP server that accepts for it. HTTP/1.1 with or without TLS, one path, and
/// nothing else is served. Used by one thread, like any link.
/// </summary>
public sealed class WebSocketHost : WebSocketServerLink
{
    private const int MaxRequestLineBytes = 2_048;
    private const int MaxHeaderBytes = 16_384;
    private const int MaxHeaderCount = 64;
    private const int MaxBufferBytes = 65_536;

    private readonly WebSocketHostOptions _options;
    private readonly WebApplication _application;
    private LinkAddress _local;

    private WebSocketHost(IPEndPoint local, TimeProvider time, WebSocketHostOptions options)
        : base(time, options.Certificate is not null, options.Connections)
    {
        _options = options;
        _application = Build(local);
        _application.UseWebSockets(Accepting(options));
        _application.Run(ServeAsync);
    }

    /// <inheritdoc/>
    public override LinkAddress LocalAddress => _local;

    /// <summary>Listens and serves.</summary>
    /// <param name="local">
    /// Where; port 0 lets the system choose. <see cref="IPAddress.IPv6Any"/> also takes IPv4.
    /// </param>
    /// <param name="time">Stamps arrivals and measures deadlines; called on threads of the pool too.</param>
    /// <param name="options">Certificate, path and limits; null for the defaults, which are ws.</param>
    /// <returns>The link, ready for clients.</returns>
    /// <exception cref="IOException">The address is taken or not this machine's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static async Task<WebSocketHost> StartAsync(
        IPEndPoint local, TimeProvider time, WebSocketHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        options ??= new WebSocketHostOptions();
        options.Validate();
        var host = new WebSocketHost(local, time, options);
        try
        {
            await host._application.StartAsync().ConfigureAwait(false);
            host._local = LinkAddress.From(new IPEndPoint(local.Address, PortOf(host._application)));
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening.</summary>
    protected override void StopHost() => StopAsync().GetAwaiter().GetResult();

    private async Task StopAsync()
    {
        // No grace: what was worth waiting for is closed by now.
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(now.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private WebApplication Build(IPEndPoint local)
    {
        // Empty: no configuration files, no environment, no log, no signals. The game's process is the game's.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (_options.Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits, _options.Connections);
            kestrel.Listen(local, listen =>
            {
                // HTTP/2 would put several WebSockets behind one address, by which a link tells its peers apart.
                listen.Protocols = HttpProtocols.Http1;
                // What was added first sees a connection first: before TLS.
                listen.Use(AdmitAsync);
                if (_options.Certificate is not null)
                    listen.UseHttps(Securing(_options));
            });
        });
        return builder.Build();
    }

    private async Task AdmitAsync(ConnectionContext connection, Func<Task> next)
    {
        LinkAddress remote = connection.RemoteEndPoint is IPEndPoint endPoint ? LinkAddress.From(endPoint) : default;
        if (remote == default || !TryAdmit(remote, connection.Abort))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next().ConfigureAwait(false);
        }
        finally
        {
            Leave(remote);
        }
    }

    // The link closes who does not upgrade in time, and counts; Kestrel's own times hold where nobody ticks the link.
    private static void Limit(KestrelServerLimits limits, ConnectionOptions options)
    {
        // Those that the link has closed may still be on their way out.
        limits.MaxConcurrentConnections = options.MaxConnections + options.MaxOpening;
        limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        limits.RequestHeadersTimeout = options.OpenTimeout;
        limits.KeepAliveTimeout = options.OpenTimeout;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaderCount;
        limits.MaxRequestBufferSize = MaxBufferBytes;
        limits.MaxResponseBufferSize = MaxBufferBytes;
    }

    private static HttpsConnectionAdapterOptions Securing(WebSocketHostOptions options) => new()
    {
        ServerCertificate = options.Certificate,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        HandshakeTimeout = options.Connections.OpenTimeout,
    };

    private static WebSocketOptions Accepting(WebSocketHostOptions options)
    {
        // The sessions' own heartbeats keep a connection and find out that it is dead.
        var accepting = new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero };
        foreach (string origin in options.AllowedOrigins)
            accepting.AllowedOrigins.Add(origin);
        return accepting;
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path != _options.Path)
        {
            Refuse(context.Response, StatusCodes.Status404NotFound);
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest || context.Connection.RemoteIpAddress is not { } address)
        {
            Refuse(context.Response, StatusCodes.Status426UpgradeRequired);
            return;
        }

        var remote = LinkAddress.From(new IPEndPoint(address, context.Connection.RemotePort));
        WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await CarryAdmittedAsync(socket, remote).ConfigureAwait(false);
    }

    // One request a connection: with more of them it could stay and never become a WebSocket.
    private static void Refuse(HttpResponse response, int statusCode)
    {
        response.StatusCode = statusCode;
        response.Headers.Connection = "close";
    }

    private static int PortOf(WebApplication application)
    {
        IServer server = application.Services.GetRequiredService<IServer>();
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return BindingAddress.Parse(address).Port;
    }
}
