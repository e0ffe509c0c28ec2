using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class NetcodeAllocationTests
{
    private const int WarmUpExchanges = 2_000;
    private const int MeasuredExchanges = 2_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_payload_each_way_allocates_nothing(bool isSodium)
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using var pair = new QuietPair(
            network, clock, isSodium ? new SodiumAeadSource() : new PlatformAeadSource());
        for (int index = 0; index < WarmUpExchanges; index++)
            pair.Exchange();

        long allocatedBytes = Allocations.Of(() =>
        {
            for (int index = 0; index < MeasuredExchanges; index++)
                pair.Exchange();
        });

        Assert.Equal(0, allocatedBytes);
        Assert.True(pair.ReceivedCount >= 2 * MeasuredExchanges);
    }

    /// <summary>A server and a client that allocate nothing of their own.</summary>
    private sealed class QuietPair : INetcodeServerHandler, INetcodeClientHandler, IDisposable
    {
        private readonly VirtualClock _clock;
        private readonly ILink _serverLink;
        private readonly ILink _clientLink;
        private readonly NetcodeServer _server;
        private readonly NetcodeClient _client;
        private readonly byte[] _payload = new byte[1_200];
        private readonly byte[] _buffer = new byte[2_048];
        private ClientSlot? _slot;

        public QuietPair(LoopbackNetwork network, VirtualClock clock, IAeadSource ciphers)
        {
            _clock = clock;
            _serverLink = network.CreateLink();
            _clientLink = network.CreateLink();
            var options = new NetcodeServerOptions
            {
                ProtocolId = 1,
                PrivateKey = NetcodeWorld.Key,
                PublicAddresses = [_serverLink.LocalAddress],
                Ciphers = ciphers,
            };
            _server = new NetcodeServer(_serverLink, options, clock, this);
            using var mint = new ConnectTokenMint(1, NetcodeWorld.Key, clock);
            _client = new NetcodeClient(
                _clientLink, mint.Mint(1, [_serverLink.LocalAddress]), clock, this, ciphers);
            _client.Connect();
        }

        public int ReceivedCount { get; private set; }

        public void Exchange()
        {
            while (_serverLink.TryReceive(_buffer, out ReceivedDatagram received))
                _server.Take(_buffer.AsSpan(0, received.LengthBytes), received.From);
            _server.Update();
            if (_slot is not null)
                _server.Send(_slot, _payload);
            while (_clientLink.TryReceive(_buffer, out ReceivedDatagram received))
                _client.Take(_buffer.AsSpan(0, received.LengthBytes), received.From);
            _client.Update();
            _client.Send(_payload);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        public void Connected(ClientSlot client) => _slot = client;

        public void Connected()
        {
        }

        public void Received(ClientSlot client, ReadOnlySpan<byte> payload) => ReceivedCount++;

        public void Received(ReadOnlySpan<byte> payload) => ReceivedCount++;

        public void Disconnected(ClientSlot client, NetcodeEndReason reason)
        {
        }

        public void Disconnected(NetcodeEndReason reason)
        {
        }

        public void Dispose()
        {
            _client.Dispose();
            _server.Dispose();
        }
    }
}
