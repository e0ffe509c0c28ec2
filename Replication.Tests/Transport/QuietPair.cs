using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>A server and a client that allocate nothing of their own.</summary>
internal sealed class QuietPair : ISessionAcceptor, ISessionHandler, IDisposable
{
    public const int MeasuredExchanges = 2_000;

    private const int WarmUpExchanges = 5_000;

    private readonly TransportServer _server;
    private readonly byte[] _payload = new byte[200];
    private readonly byte[] _message = new byte[60_000];
    private int _exchanges;

    public QuietPair(
        ILink serverLink,
        ILink clientLink,
        TimeProvider time,
        LinkAddress? server = null,
        Protection protection = Protection.Open)
    {
        bool isSealed = protection != Protection.Open;
        byte[] key = new byte[ConnectTokenMint.PrivateKeyBytes];
        var options = new TransportOptions
        {
            PrivateKey = isSealed ? key : default,
            SealedProtocol =
                protection == Protection.Netcode ? SealedProtocol.Netcode : SealedProtocol.Replication,
        };
        LinkAddress address = server ?? serverLink.LocalAddress;
        _server = new TransportServer(serverLink, options, time, this);
        using var mint = new ConnectTokenMint(protocolId: 0, key, time);
        Client = isSealed
            ? new TransportClient(clientLink, mint.Mint(clientId: 1, [address]), options, time, this)
            : new TransportClient(clientLink, address, options, time, this);
        Client.Connect();
    }

    public TransportClient Client { get; }

    /// <summary>
    /// Whether the channels are used too. How far their buffers grow depends on the pace of acks: only on a clock
    /// that stands still between exchanges is that done after the warm-up for sure.
    /// </summary>
    public bool HasMessages { get; init; }

    /// <summary>What this thread allocates in many exchanges, after as many that warm up.</summary>
    public static long Measure(Action exchange)
    {
        for (int index = 0; index < WarmUpExchanges; index++)
            exchange();
        return Allocations.Of(() =>
        {
            for (int index = 0; index < MeasuredExchanges; index++)
                exchange();
        });
    }

    public void Exchange()
    {
        _server.Receive();
        foreach (Session session in _server.Sessions)
        {
            QueueMessages(session);
            session.TrySend(_payload, out _);
        }

        _exchanges++;
        _server.Flush();
        Client.Receive();
        QueueMessages(Client.Session);
        Client.Session.TrySend(_payload, out _);
        Client.Flush();
    }

    public ISessionHandler Connected(Session session) => this;

    public void Disconnected(Session session, DisconnectReason reason)
    {
    }

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

    public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message) => true;

    public void Delivered(Sequence sequence)
    {
    }

    public void Lost(Sequence sequence)
    {
    }

    private void QueueMessages(Session session)
    {
        if (!HasMessages)
            return;

        // Once all that a queue takes, so that the buffers have grown to their limits before anything is measured.
        for (byte channel = 0; channel < 4 && _exchanges == 100; channel++)
        {
            while (session.TrySend(channel, _message.AsSpan(0, 16_000)) == SendResult.Queued)
            {
            }
        }

        for (byte channel = 0; channel < 4; channel++)
            session.TrySend(channel, _message.AsSpan(0, _exchanges % 20 == channel ? 4_000 : 40));
        if (_exchanges % 100 == 0)
            session.TrySend(4, _message);
    }

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }
}
