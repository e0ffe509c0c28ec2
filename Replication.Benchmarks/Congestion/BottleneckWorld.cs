using System.Buffers.Binary;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// Sessions that send through one bottleneck to one server, on a virtual clock: minutes in a moment, and the same each
/// time.
/// </summary>
internal sealed class BottleneckWorld : ISessionAcceptor, IDisposable
{
    private readonly BottleneckPath _path;
    private readonly VirtualClock _clock = new();
    private readonly LoopbackNetwork _network;
    private readonly LinkAddress _serverAddress;
    private readonly TransportServer _server;
    private readonly BottleneckSender?[] _senders;
    private readonly List<BottleneckReceiver> _receivers = [];
    private ulong _salts;

    public BottleneckWorld(BottleneckPath path)
    {
        _path = path;
        _network = new LoopbackNetwork(_clock, NetworkConditions.Perfect, path.Seed);
        ILink link = _network.CreateLink(path.Uplink);
        _serverAddress = link.LocalAddress;
        _server = new TransportServer(link, Options(), _clock, this);
        _senders = new BottleneckSender?[path.Starts.Count];
    }

    /// <summary>The time since everything began.</summary>
    public TimeSpan Now => _clock.Now();

    /// <summary>What arrived of each session that is connected, in the order of their beginning.</summary>
    public IReadOnlyList<BottleneckReceiver> Receivers => _receivers;

    /// <summary>What became of the datagrams towards the server.</summary>
    public SimulatorStatistics Bottleneck => _network.StatisticsOf(_serverAddress);

    /// <summary>The sending side of a session that has begun.</summary>
    public Session SessionOf(int index) => _senders[index]!.Session;

    /// <summary>Makes the direction with the bottleneck something else.</summary>
    public void SetUplink(NetworkConditions conditions) => _network.SetIncoming(_serverAddress, conditions);

    public void Run(TimeSpan duration)
    {
        int phases = _path.IsSpread ? _senders.Length : 1;
        for (TimeSpan end = Now + duration; Now < end;)
        {
            _server.Receive();
            for (int phase = 0; phase < phases; phase++, _clock.Advance(_path.Tick / phases))
            {
                for (int index = phase; index < _senders.Length; index += phases) Step(index);
                if (phase == 0) _server.Flush();
            }
        }
    }

    /// <summary>Runs, and gives what arrived of each session meanwhile, in bytes a second.</summary>
    public double[] Measure(TimeSpan duration)
    {
        long[] before = [.. _receivers.Select(static receiver => receiver.Bytes)];
        Run(duration);
        return
        [
            .. _receivers.Select((receiver, index) =>
                (receiver.Bytes - (index < before.Length ? before[index] : 0)) / duration.TotalSeconds),
        ];
    }

    /// <summary>How much later payloads came than without a queue, in milliseconds.</summary>
    /// <param name="quantile">0.95: nineteen of twenty came sooner.</param>
    /// <param name="from">What came before counts not.</param>
    public double AddedDelay(double quantile, TimeSpan from)
    {
        double[] delays =
        [
            .. _receivers.SelectMany(static receiver => receiver.AddedDelays)
                .Where(delay => delay.At >= from)
                .Select(static delay => delay.Milliseconds)
                .Order(),
        ];
        return delays.Length == 0 ? 0 : delays[(int)(quantile * (delays.Length - 1))];
    }

    /// <summary>What a session may send now; zero before it began.</summary>
    public int SessionBytes(int index) => _senders[index]?.Session.AvailableBytes ?? 0;

    public ISessionHandler Connected(Session session)
    {
        var receiver = new BottleneckReceiver(_path.RoundTrip / 2);
        _receivers.Add(receiver);
        return receiver;
    }

    public void Disconnected(Session session, DisconnectReason reason)
    {
    }

    public void Dispose()
    {
        foreach (BottleneckSender? sender in _senders) sender?.Dispose();
        _server.Dispose();
    }

    private void Step(int index)
    {
        if (_senders[index] is null && Now >= _path.Starts[index])
        {
            ILink link = _network.CreateLink(_path.Downlink);
            _senders[index] = new BottleneckSender(link, _serverAddress, Options(), _clock, _path);
        }

        _senders[index]?.Step();
    }

    private TransportOptions Options() => new()
    {
        ProtocolId = 1, Congestion = _path.Congestion, SaltSource = () => ++_salts,
    };
}

/// <summary>Sends as much as its session may.</summary>
internal sealed class BottleneckSender : ISessionHandler, IDisposable
{
    private readonly TransportClient _client;
    private readonly TimeProvider _time;
    private readonly BottleneckPath _path;
    private readonly byte[] _payload = new byte[1_200];

    public BottleneckSender(
        ILink link, LinkAddress server, TransportOptions options, TimeProvider time, BottleneckPath path)
    {
        _time = time;
        _path = path;
        _client = new TransportClient(link, server, options, time, this);
        _client.Connect();
    }

    public Session Session => _client.Session;

    public void Step()
    {
        _client.Receive();
        if (_path.SendsMessages)
            QueueMessages();
        else
            SendPayloads();
        _client.Flush();
    }

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

    public void Delivered(Sequence sequence)
    {
    }

    public void Lost(Sequence sequence)
    {
    }

    public void Dispose() => _client.Dispose();

    private void SendPayloads()
    {
        int left = Math.Min(_path.BytesPerTick ?? int.MaxValue, Session.AvailableBytes);
        while (left >= sizeof(long))
        {
            int bytes = Math.Min(left, Session.MaxPayloadBytes);
            BinaryPrimitives.WriteInt64LittleEndian(_payload, _time.Now().Ticks);
            if (!Session.TrySend(_payload.AsSpan(0, bytes), out _)) return;
            left -= bytes;
        }
    }

    private void QueueMessages()
    {
        int left = _path.BytesPerTick ?? int.MaxValue;
        while (left > 0 && Session.TrySend(0, _payload.AsSpan(0, Math.Min(left, 1_000))) == SendResult.Queued)
            left -= 1_000;
    }
}

/// <summary>Counts what arrives, and how much later than it would without a queue.</summary>
internal sealed class BottleneckReceiver(TimeSpan latency) : ISessionHandler
{
    /// <summary>Bytes of payloads and messages.</summary>
    public long Bytes { get; private set; }

    /// <summary>When each payload came, and how much later than the latency, in milliseconds.</summary>
    public List<(TimeSpan At, double Milliseconds)> AddedDelays { get; } = [];

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        Bytes += payload.Length;
        var sentAt = new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(payload));
        AddedDelays.Add((receivedAt, (receivedAt - sentAt - latency).TotalMilliseconds));
        return true;
    }

    public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
    {
        Bytes += message.Length;
        return true;
    }

    public void Delivered(Sequence sequence)
    {
    }

    public void Lost(Sequence sequence)
    {
    }
}
