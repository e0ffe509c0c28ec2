using System.Diagnostics;

namespace Replication.Benchmarks;

/// <summary>Both sides ticking, each on a thread of its own, phase by phase.</summary>
internal sealed class SoakRun
{
    private readonly SoakOptions _options;
    private readonly SoakServer _server;
    private readonly SoakClients _clients;
    private int _tick;

    public SoakRun(SoakOptions options, SoakServer server, SoakClients clients)
    {
        _options = options;
        _server = server;
        _clients = clients;
    }

    /// <summary>Message bytes that were sent again, of both sides.</summary>
    public long RetransmittedBytes =>
        _server.Peers.Concat(_clients.Peers).Sum(static peer => peer.Session!.Statistics.MessageBytesRetransmitted);

    /// <summary>Ticks until every session stands.</summary>
    public void Connect(int seconds)
    {
        for (int left = seconds * _options.Hz; left > 0; left--)
        {
            Tick(1, sends: false);
            if (_clients.AreConnected && _server.Peers.Count == _options.Sessions)
                return;
        }

        throw new InvalidOperationException($"Not all sessions were connected within {seconds} s.");
    }

    /// <summary>Sends for so long.</summary>
    public void Exchange(int seconds) => Tick(seconds * _options.Hz, sends: true);

    /// <summary>Lets arrive what is under way.</summary>
    public void Drain(int seconds)
    {
        for (int left = seconds * _options.Hz; left > 0 && Sent > Delivered; left--)
            Tick(1, sends: false);
    }

    private long Sent => _server.Peers.Sum(static peer => peer.Sent) + _clients.Peers.Sum(static peer => peer.Sent);

    private long Delivered =>
        _server.Peers.Sum(static peer => peer.Delivered) + _clients.Peers.Sum(static peer => peer.Delivered);

    private void Tick(int count, bool sends)
    {
        long epoch = Stopwatch.GetTimestamp();
        var server = new Thread(() => Tick(_server, epoch, count, sends)) { Name = "Soak server" };
        server.Start();
        Tick(_clients, epoch, count, sends);
        server.Join();
        _tick += count;
    }

    private void Tick(SoakSide side, long epoch, int count, bool sends)
    {
        var clock = new TickClock(epoch, _options.Hz);
        for (int tick = _tick; tick < _tick + count; tick++)
        {
            clock.Wait();
            side.Receive();
            if (sends)
            {
                foreach (SoakPeer peer in side.Peers)
                    peer.Send(tick);
            }

            side.Flush();
        }
    }
}
