using System.Diagnostics;
using System.Net;
using Replication.Runtime;
using Replication.Samples;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Samples;

public class ClientProcessTests
{
    private static readonly MatchBackend Backend = new();

    private static readonly ReplicationOptions Options = new()
    {
        Transport = Backend.Protect(new TransportOptions { Timeout = TimeSpan.FromSeconds(10) }),
    };

    [Fact]
    public void A_client_process_that_is_killed_and_started_again_gets_the_world_again()
    {
        var world = new RecordedWorld(CubesRecording.Load(path: null));
        using var server = new ReplicationServer(
            new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System),
            Replication.Samples.ReplicationSchema.Table, world.Store, Options, TimeProvider.System);

        using (Process first = StartClient(server.Address))
        {
            Assert.True(TickUntil(server, world, () => IsServed(server, connections: 1)), "the first has the world");
            first.Kill();
            first.WaitForExit();
        }

        ulong former = server.Connections[0].Session.Id;
        using Process second = StartClient(server.Address);
        try
        {
            Assert.True(
                TickUntil(server, world, () => IsServed(server, 1) && server.Connections[0].Session.Id != former),
                "the second has the world and the first is forgotten");
        }
        finally
        {
            second.Kill();
        }
    }

    private static bool IsServed(ReplicationServer server, int connections) =>
        server.Connections.Count == connections && server.Connections.All(static connection => connection.IsConverged);

    // In real time, since the other side is a process; the world stands still so that there is an end to reach.
    private static bool TickUntil(ReplicationServer server, RecordedWorld world, Func<bool> isReached)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++) world.Step();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(120))
        {
            server.Tick();
            if (isReached()) return true;
            Thread.Sleep(MatchPace.NetworkInterval);
        }

        return false;
    }

    // It ends with its standard input too, so a test that dies leaves nothing behind.
    private static Process StartClient(LinkAddress server)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(CubesRecording).Assembly.Location);
        start.ArgumentList.Add(MatchClientCommand.Name);
        start.ArgumentList.Add("--server");
        start.ArgumentList.Add($"udp://{server}");
        Process process = Process.Start(start)!;
        process.StandardInput.WriteLine(Backend.Admit(client: 1, server));
        process.StandardInput.Flush();
        process.BeginOutputReadLine();
        return process;
    }
}
