using System.Diagnostics.Metrics;

namespace Replication.Transport;

/// <summary>
/// The sessions of a server or client as instruments of System.Diagnostics.Metrics, for OpenTelemetry, dotnet-counters
/// and the like: sums and means over all sessions, with no tag that grows with their number. docs/metrics.md lists
/// them. The loop that owns the sessions calls <see cref="Update(TransportServer)"/> or its like; whoever listens reads
/// what the last such call saw, on any thread. Allocates when a session begins, and what a listener asks for.
/// </summary>
public sealed class TransportMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Replication.Transport";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly SessionTotals _totals = new();
    private readonly Lock _lock = new();

    // Under the lock.
    private SessionSums _seen;
    private TransportStatistics _transport;

    /// <summary>Makes the instruments on a meter of its own.</summary>
    public TransportMetrics()
        : this(new Meter(MeterName))
    {
        _ownsMeter = true;
    }

    /// <summary>Makes the instruments on a meter of the host's factory, which disposes it.</summary>
    /// <param name="factory">The host's.</param>
    public TransportMetrics(IMeterFactory factory)
        : this(Create(factory))
    {
    }

    private TransportMetrics(Meter meter)
    {
        _meter = meter;
        CreateTraffic();
        CreateLosses();
        CreateGauges();
    }

    /// <summary>Looks at the sessions of a server. Call it from its loop, once a second or oftener.</summary>
    /// <param name="server">The server.</param>
    public void Update(TransportServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Update(server.Sessions, server.Statistics);
    }

    /// <summary>Looks at the session of a client. Call it from its loop, once a second or oftener.</summary>
    /// <param name="client">The client.</param>
    public void Update(TransportClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Session session = client.Session;
        Update(new ReadOnlySpan<Session>(in session), client.Statistics);
    }

    /// <summary>Looks at sessions.</summary>
    /// <param name="sessions">Those that live now, and perhaps some that have ended.</param>
    /// <param name="transport">What came besides.</param>
    public void Update(ReadOnlySpan<Session> sessions, in TransportStatistics transport)
    {
        SessionSums sums = _totals.Update(sessions);
        lock (_lock)
        {
            _seen = sums;
            _transport = transport;
        }
    }

    /// <summary>Ends the instruments, where the meter is this object's own.</summary>
    public void Dispose()
    {
        if (_ownsMeter)
            _meter.Dispose();
    }

    private static Meter Create(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.Create(MeterName);
    }

    private void CreateTraffic()
    {
        Both("replication.transport.io", "By", "Bytes of datagrams of sessions, without IP and UDP headers.",
            static sums => sums.BytesSent, static sums => sums.BytesReceived);
        Both("replication.transport.packets", "{packet}", "Packets of sessions.",
            static sums => sums.PacketsSent, static sums => sums.PacketsReceived);
        Both("replication.transport.messages", "{message}", "Messages of all channels.",
            static sums => sums.MessagesSent, static sums => sums.MessagesReceived);
        Both("replication.transport.key_changes", "{change}", "Changes of the keys of sealed sessions.",
            static sums => sums.KeyChangesSent, static sums => sums.KeyChangesReceived);
    }

    private void CreateLosses()
    {
        Counter("replication.transport.packets.lost", "{packet}", "Sent packets that were taken for lost.",
            static sums => sums.PacketsLost);
        Counter("replication.transport.io.lost", "By", "Bytes of those.", static sums => sums.BytesLost);
        Counter("replication.transport.messages.retransmitted", "By", "Bytes of messages that were sent again.",
            static sums => sums.BytesRetransmitted);
        Counter("replication.transport.messages.lost", "{message}",
            "Received messages that were given up because not all their fragments came.",
            static sums => sums.MessagesLost);
        _meter.CreateObservableCounter(
            "replication.transport.datagrams.dropped", Dropped, "{datagram}", "Datagrams that were dropped, and why.");
    }

    private void CreateGauges()
    {
        _meter.CreateObservableUpDownCounter(
            "replication.transport.sessions", () => Read(static sums => sums.Count), "{session}",
            "Connected sessions.");
        Gauge("replication.transport.round_trip_time", "s", "Smoothed round trip time, mean over the sessions.",
            static sums => sums.RoundTripSeconds);
        Gauge("replication.transport.jitter", "s", "Jitter of the round trip time, mean over the sessions.",
            static sums => sums.JitterSeconds);
        Gauge("replication.transport.loss", "1", "Share of packets lost lately, mean over the sessions.",
            static sums => sums.LossRatio);
        Gauge("replication.transport.rate", "By/s", "What the congestion control allows, all sessions together.",
            static sums => sums.BytesPerSecond);
        Gauge("replication.transport.queue", "s", "Queue on the path, mean over the sessions.",
            static sums => sums.QueueSeconds);
    }

    private void Both(
        string name, string unit, string description, Func<SessionSums, long> sent, Func<SessionSums, long> received)
    {
        KeyValuePair<string, object?> transmit = new("network.io.direction", "transmit");
        KeyValuePair<string, object?> receive = new("network.io.direction", "receive");
        _meter.CreateObservableCounter<long>(
            name, () => [new(Read(sent), transmit), new(Read(received), receive)], unit, description);
    }

    private void Counter(string name, string unit, string description, Func<SessionSums, long> value) =>
        _meter.CreateObservableCounter(name, () => Read(value), unit, description);

    private void Gauge(string name, string unit, string description, Func<SessionSums, double> value) =>
        _meter.CreateObservableGauge(name, () => Read(value), unit, description);

    private T Read<T>(Func<SessionSums, T> value)
    {
        lock (_lock)
            return value(_seen);
    }

    private Measurement<long>[] Dropped()
    {
        TransportStatistics counts;
        SessionSums sums;
        lock (_lock)
        {
            counts = _transport;
            sums = _seen;
        }

        return
        [
            Because("garbage", counts.Garbage),
            Because("truncated", counts.Truncated),
            Because("oversized", counts.Oversized),
            Because("unknown_sender", counts.UnknownSender),
            Because("bad_seal", counts.BadSeal),
            Because("handshake_rejected", counts.HandshakesRejected),
            Because("duplicate", sums.PacketsDuplicate),
            Because("stale", sums.PacketsStale),
            Because("rejected", sums.PacketsRejected),
            Because("over_limit", sums.PacketsOverLimit),
        ];
    }

    private static Measurement<long> Because(string reason, long count) =>
        new(count, new KeyValuePair<string, object?>("reason", reason));
}
