using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Replication.Samples;

/// <summary>
/// Serves the page of a match on this machine. The page asks <c>/start</c> for what it needs, and posts reports to
/// <c>/report</c>; the answer to one is the server's next word, or nothing.
/// </summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly PageStart _start;
    private readonly ConcurrentQueue<string> _words;

    private PageHost(string folder, PageStart start, ConcurrentQueue<string> words)
    {
        _start = start;
        _words = words;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        _application.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        // The runtime's data files have endings that nobody else knows.
        _application.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
        _application.Run(AnswerAsync);
    }

    /// <summary>The page's address.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Serves the files of a folder.</summary>
    public static async Task<PageHost> StartAsync(string folder, PageStart start, ConcurrentQueue<string> words)
    {
        var host = new PageHost(folder, start, words);
        await host._application.StartAsync();
        return host;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/start":
                await JsonSerializer.SerializeAsync(context.Response.Body, _start, PageJson.Default.PageStart);
                break;
            case "/report" when HttpMethods.IsPost(context.Request.Method):
                using (var reader = new StreamReader(context.Request.Body))
                {
                    // For the server process, which reads what this one prints.
                    Console.Write(await reader.ReadToEndAsync());
                    Console.Out.Flush();
                }

                if (_words.TryDequeue(out string? word)) await context.Response.WriteAsync(word);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
