using System.Diagnostics.Metrics;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class TransportMetricsTests
{
    [Fact]
    public void Every_instrument_of_the_page_is_there_and_no_other()
    {
        using var metrics = new TransportMetrics();
        using var seen = new Readings();
        string page = File.ReadAllText(Path.Combine(Architecture.Repository.Root, "docs", "metrics.md"));
        string[] named =
        [
            .. page.Split('\n').Where(static line => line.StartsWith("| `replication", StringComparison.Ordinal))
                .Select(static line => line.Split('`')[1]).Order(),
        ];

        Assert.Equal(named, seen.Names.Order());
        Assert.NotEmpty(named);
    }

    [Fact]
    public void They_show_what_the_sessions_carried()
    {
        using var world = new TransportWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) });
        using var metrics = new TransportMetrics();
        using var seen = new Readings();
        TransportWorld.Peer[] peers = [world.AddConnectedClient(), world.AddConnectedClient()];
        foreach (TransportWorld.Peer peer in peers)
        {
            peer.Session.TrySend(0, [1, 2, 3]);
            world.Acceptor.Connections[0].TrySend(0, [1]);
        }

        world.Run(TimeSpan.FromSeconds(1));
        world.Forge([0xFF, 1, 2], peers[0].Address, world.Server.LocalAddress);
        world.Run(TimeSpan.FromMilliseconds(100));
        metrics.Update(world.Server);
        seen.Read();

        Assert.Equal(2, seen["replication.transport.sessions"]);
        Assert.Equal(2, seen["replication.transport.messages/receive"]);
        Assert.Equal(2, seen["replication.transport.messages/transmit"]);
        Assert.Equal(
            world.Acceptor.Connections.Sum(session => session.Statistics.BytesSent),
            seen["replication.transport.io/transmit"]);
        Assert.InRange(seen["replication.transport.round_trip_time"], 0.04, 0.06);
        Assert.True(seen["replication.transport.rate"] > 0);
        Assert.Equal(1, seen["replication.transport.datagrams.dropped/garbage"]
            + seen["replication.transport.datagrams.dropped/truncated"]);
    }

    [Fact]
    public void What_an_ended_session_carried_stays_in_the_counters()
    {
        using var world = new TransportWorld();
        using var metrics = new TransportMetrics();
        using var seen = new Readings();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.TrySend(0, [1]);
        world.Run(TimeSpan.FromSeconds(1));
        metrics.Update(world.Server);
        peer.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));

        metrics.Update(world.Server);
        metrics.Update(world.Server);
        seen.Read();

        Assert.Equal(0, seen["replication.transport.sessions"]);
        Assert.Equal(1, seen["replication.transport.messages/receive"]);
        Assert.True(seen["replication.transport.packets/receive"] > 0);
    }

    [Fact]
    public void Changes_of_keys_are_counted()
    {
        using var world = new TransportWorld(
            change: static options => options with { RekeyInterval = TimeSpan.FromSeconds(1) },
            protection: Protection.Sealed);
        using var metrics = new TransportMetrics();
        using var seen = new Readings();
        world.AddConnectedClient();

        world.Run(TimeSpan.FromSeconds(3.5));
        metrics.Update(world.Server);
        seen.Read();

        Assert.True(seen["replication.transport.key_changes/transmit"] > 0);
    }

    [Fact]
    public void Looking_at_sessions_allocates_nothing()
    {
        using var world = new TransportWorld();
        using var metrics = new TransportMetrics();
        world.AddConnectedClient();
        metrics.Update(world.Server);

        long allocated = Allocations.Of(() =>
        {
            for (int count = 0; count < 100; count++) metrics.Update(world.Server);
        });

        Assert.Equal(0, allocated);
    }

    /// <summary>What a listener sees of the meter, by name and tag.</summary>
    private sealed class Readings : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, double> _values = [];
        private readonly HashSet<string> _names = [];

        public Readings()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name != TransportMetrics.MeterName) return;
                _names.Add(instrument.Name);
                listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>(
                (instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<string> Names => _names;

        public double this[string name] => _values[name];

        public void Read() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _values[tags.Length == 0 ? instrument.Name : $"{instrument.Name}/{tags[0].Value}"] = value;
    }
}
