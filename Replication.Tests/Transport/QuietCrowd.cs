using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>
/// A server and several clients, each sending the others' end a reliable message of 1,000 bytes every tick; allocates
/// nothing of its own.
/// </summary>
internal sealed class QuietCrowd : ISessionAcceptor, ISessionHandler, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(33);

    private readonly VirtualClock _clock;
    private readonly TransportServer _server;
    private readonly TransportClient[] _clients;
    private readonly byte[] _message = new byte[1_000];

    public QuietCrowd(LoopbackNetwork network, VirtualClock clock, int clients)
    {
        _clock = clock;
        var options = new TransportOptions { MaxSessions = clients };
        _server = new TransportServer(network.CreateLink(), options, clock, this);
        _clients =
        [
            .. Enumerable.Range(0, clients).Select(_ =>
                new TransportClient(network.CreateLink(), _server.LocalAddress, options, clock, this)),
        ];
        foreach (TransportClient client in _clients)
            client.Connect();
    }

    /// <summary>Messages that arrived.</summary>
    public long Received { get; private set; }

    public long RetransmittedBytes =>
        _clients.Sum(static client => client.Session.Statistics.MessageBytesRetransmitted);

    public void Tick()
    {
        _server.Receive();
        foreach (Session session in _server.Sessions)
            session.TrySend(0, _message);
        _server.Flush();
        foreach (TransportClient client in _clients)
        {
            client.Receive();
            client.Session.TrySend(0, _message);
            client.Flush();
        }

        _clock.Advance(Interval);
    }

    public ISessionHandler Connected(Session session) => this;

    public void Disconnected(Session session, DisconnectReason reason)
    {
    }

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

    public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
    {
        Received++;
        return true;
    }

    public void Delivered(Sequence sequence)
    {
    }

    public void Lost(Sequence sequence)
    {
    }

    public void Dispose()
    {
        foreach (TransportClient client in _clients)
            client.Dispose();
        _server.Dispose();
    }
}
