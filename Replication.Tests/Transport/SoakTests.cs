using System.Buffers.Binary;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>
/// Many sessions on a bad network: every reliable message once and in order, and no memory that grows. The long runs
/// are explicit: <c>-explicit only</c>.
/// </summary>
public sealed class SoakTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1_000.0 / 30);

    [Fact]
    public void Sixteen_sessions_for_ten_seconds() => Soak(sessions: 16, TimeSpan.FromSeconds(10), seed: 1);

    [Theory(Explicit = true)]
    [InlineData(64)]
    [InlineData(256)]
    public void Many_sessions_for_a_minute(int sessions) => Soak(sessions, TimeSpan.FromSeconds(60), seed: 2);

    private static void Soak(int sessions, TimeSpan duration, ulong seed)
    {
        var clock = new VirtualClock();
        var conditions = new NetworkConditions
        {
            LossRatio = 0.1,
            Latency = TimeSpan.FromMilliseconds(30),
            Jitter = TimeSpan.FromMilliseconds(20),
            ReorderRatio = 0.02,
            DuplicateRatio = 0.05,
        };
        using var world = new SoakWorld(sessions, new LoopbackNetwork(clock, conditions, seed), clock);
        Run(world, clock, TimeSpan.FromSeconds(Math.Min(10, duration.TotalSeconds / 2)));
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Run(world, clock, duration - clock.Now());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        world.SendsMore = false;
        Run(world, clock, TimeSpan.FromSeconds(10));

        Assert.All(world.Ends, end => Assert.Equal((0, end.Peer!.Sent), (end.Wrong, end.Received)));
        Assert.True(world.Ends.Sum(static end => end.Received) > sessions * duration.TotalSeconds * 10);

        // Nobody holds more than was allocated, and only this thread runs the sessions; the whole process's memory has
        // other tests in it. The simulator's buffers may still grow to a burst that the first seconds lacked: some
        // datagrams a link.
        Assert.True(allocated < 8_192L * sessions, $"{allocated} bytes allocated, seed {seed}");
    }

    private static void Run(SoakWorld world, VirtualClock clock, TimeSpan duration)
    {
        for (TimeSpan end = clock.Now() + duration; clock.Now() < end; clock.Advance(Tick))
            world.Step();
    }

    private sealed class SoakWorld : ISessionAcceptor, IDisposable
    {
        private readonly TransportServer _server;
        private readonly List<TransportClient> _clients = [];
        private readonly List<SoakEnd> _clientEnds = [];
        private readonly Dictionary<ulong, SoakEnd> _serverEnds = [];
        private readonly List<SoakEnd> _ends = [];

        public SoakWorld(int sessions, LoopbackNetwork network, TimeProvider time)
        {
            ulong salts = 0;
            var options = new TransportOptions { MaxSessions = sessions, SaltSource = () => ++salts };
            _server = new TransportServer(network.CreateLink(), options, time, this);
            for (int index = 0; index < sessions; index++)
            {
                var end = new SoakEnd();
                _clientEnds.Add(end);
                _clients.Add(new TransportClient(network.CreateLink(), _server.LocalAddress, options, time, end));
                end.Session = _clients[index].Session;
                _clients[index].Connect();
            }
        }

        public bool SendsMore { get; set; } = true;

        public IReadOnlyList<SoakEnd> Ends => _ends;

        public void Step()
        {
            _server.Receive();
            for (int index = 0; index < _clients.Count; index++)
            {
                _clients[index].Receive();
                Join(index);
            }

            for (int index = 0; SendsMore && index < _ends.Count; index++)
                _ends[index].Send();
            _server.Flush();
            for (int index = 0; index < _clients.Count; index++)
                _clients[index].Flush();
        }

        public ISessionHandler Connected(Session session)
        {
            var end = new SoakEnd { Session = session };
            _serverEnds.Add(session.Id, end);
            return end;
        }

        public void Disconnected(Session session, DisconnectReason reason) =>
            Assert.Fail($"Session {session.Id}: {reason}");

        public void Dispose()
        {
            // Their farewells would be told to an acceptor that takes any for a failure.
            _serverEnds.Clear();
        }

        // Both ends know each other by the session's number.
        private void Join(int index)
        {
            SoakEnd end = _clientEnds[index];
            if (end.Peer is not null || _clients[index].Session.State != SessionState.Connected) return;
            end.Session = _clients[index].Session;
            end.Peer = _serverEnds[end.Session.Id];
            end.Peer.Peer = end;
            _ends.Add(end);
            _ends.Add(end.Peer);
        }
    }

    /// <summary>Sends numbered messages, and takes those of the other end.</summary>
    private sealed class SoakEnd : ISessionHandler
    {
        private readonly byte[] _message = new byte[200];
        private readonly byte[] _payload = new byte[100];

        public Session? Session { get; set; }

        public SoakEnd? Peer { get; set; }

        public int Sent { get; private set; }

        public int Received { get; private set; }

        public int Wrong { get; private set; }

        public void Send()
        {
            BinaryPrimitives.WriteInt32LittleEndian(_message, Sent);
            if (Session!.TrySend(0, _message.AsSpan(0, 4 + (Sent * 37 % 196))) == SendResult.Queued) Sent++;
            Session.TrySend(_payload, out _);
        }

        public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

        public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
        {
            bool isRight = message.Length == 4 + (Received * 37 % 196)
                && BinaryPrimitives.ReadInt32LittleEndian(message) == Received;
            Wrong += isRight ? 0 : 1;
            Received++;
            return true;
        }

        public void Delivered(Sequence sequence)
        {
        }

        public void Lost(Sequence sequence)
        {
        }
    }
}
