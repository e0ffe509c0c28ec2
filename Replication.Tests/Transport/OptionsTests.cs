using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class OptionsTests
{
    public static TheoryData<string, TransportOptions> BadTransportOptions => new()
    {
        { "MaxSessions", new() { MaxSessions = 0 } },
        { "MaxSessions", new() { MaxSessions = 4_097 } },
        { "MaxPayloadBytes", new() { MaxPayloadBytes = 63 } },
        { "MaxPayloadBytes", new() { MaxPayloadBytes = 1_424 } },
        { "MaxDatagramsPerReceive", new() { MaxDatagramsPerReceive = 0 } },
        { "MaxPacketsPerReceive", new() { MaxPacketsPerReceive = 15 } },
        { "MaxBytesPerReceive", new() { MaxBytesPerReceive = 16_383 } },
        { "MaxMessageBytesPerFlush", new() { MaxMessageBytesPerFlush = 1_499 } },
        { "Channels", new() { Channels = default } },
        { "Channels", new() { Channels = [.. Enumerable.Repeat(new ChannelOptions(), 256)] } },
        { "Mode", Channel(new() { Mode = (ChannelMode)5 }) },
        { "Priority", Channel(new() { Priority = 8 }) },
        { "MaxMessageBytes", Channel(new() { MaxMessageBytes = (1 << 20) + 1 }) },
        { "MaxMessageBytes", Channel(new() { Mode = ChannelMode.Unreliable, MaxMessageBytes = 65_537 }) },
        { "WindowBytes", Channel(new() { WindowBytes = 65_538 }) },
        { "WindowBytes", Channel(new() { Mode = ChannelMode.Bulk, WindowBytes = 65_535 }) },
        { "WindowBytes", Channel(new() { WindowBytes = (4 << 20) + 1 }) },
        { "QueueBytes", Channel(new() { QueueBytes = 65_538 }) },
        { "QueueBytes", Channel(new() { Mode = ChannelMode.Bulk, MaxMessageBytes = 65_536, QueueBytes = 65_547 }) },
        { "MinBytesPerSecond", Rate(new() { MinBytesPerSecond = 999 }) },
        { "MaxBytesPerSecond", Rate(new() { MaxBytesPerSecond = 1_999 }) },
        { "StartBytesPerSecond", Rate(new() { StartBytesPerSecond = 1_999 }) },
        { "StartBurstBytes", Rate(new() { StartBurstBytes = -1 }) },
        { "TargetDelay", Rate(new() { TargetDelay = TimeSpan.FromMilliseconds(1) }) },
        { "MaxBurst", Rate(new() { MaxBurst = TimeSpan.FromSeconds(2) }) },
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.Zero } },
        { "ConnectRetryInterval", new() { ConnectRetryInterval = TimeSpan.Zero } },
        { "ChallengeLifetime", new() { ChallengeLifetime = TimeSpan.FromHours(2) } },
        { "HeartbeatInterval", new() { HeartbeatInterval = TimeSpan.Zero } },
        { "MaxAckDelay", new() { MaxAckDelay = TimeSpan.FromTicks(-1) } },
        { "RekeyInterval", new() { RekeyInterval = TimeSpan.FromMilliseconds(999) } },
        { "RekeyInterval", new() { RekeyInterval = TimeSpan.FromHours(25) } },
        { "Timeout", new() { Timeout = TimeSpan.FromMilliseconds(250) } },
    };

    public static TheoryData<string, NetworkConditions> BadConditions => new()
    {
        { "LossRatio", new() { LossRatio = -0.1 } },
        { "LossRatio", new() { LossRatio = double.NaN } },
        { "BurstStartRatio", new() { BurstStartRatio = 2 } },
        { "BurstEndRatio", new() { BurstEndRatio = -1 } },
        { "BurstLossRatio", new() { BurstLossRatio = double.NaN } },
        { "BytesPerSecond", new() { BytesPerSecond = -1 } },
        { "QueueTime", new() { QueueTime = TimeSpan.FromHours(1) } },
        { "MaxDatagramBytes", new() { MaxDatagramBytes = 0 } },
        { "ReorderRatio", new() { ReorderRatio = 1.1 } },
        { "DuplicateRatio", new() { DuplicateRatio = double.PositiveInfinity } },
        { "Latency", new() { Latency = TimeSpan.FromTicks(-1) } },
        { "Jitter", new() { Jitter = TimeSpan.FromHours(1) } },
        { "ReorderDelay", new() { ReorderDelay = TimeSpan.FromTicks(-1) } },
    };

    public static TheoryData<string, UdpLinkOptions> BadUdpLinkOptions => new()
    {
        { "MaxDatagramBytes", new() { MaxDatagramBytes = 63 } },
        { "ReceiveRingCount", new() { ReceiveRingCount = 1_000 } },
        { "SystemBufferBytes", new() { SystemBufferBytes = 0 } },
        { "ReceiveMode", new() { ReceiveMode = (UdpReceiveMode)2 } },
    };

    [Fact]
    public void The_defaults_are_valid()
    {
        foreach (ChannelMode mode in Enum.GetValues<ChannelMode>())
            new ChannelOptions { Mode = mode }.Validate();
        new TransportOptions().Validate();
        new UdpLinkOptions().Validate();
        NetworkConditions.Perfect.Validate();
    }

    [Fact]
    public void The_largest_packet_of_the_defaults_goes_in_one_piece_through_every_IPv6_path() =>
        Assert.InRange(new TransportOptions().MaxDatagramBytes, 1_200, 1_280 - 40 - 8);

    [Theory]
    [MemberData(nameof(BadTransportOptions), DisableDiscoveryEnumeration = true)]
    public void A_bad_transport_option_is_named(string name, TransportOptions options) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);

    [Theory]
    [MemberData(nameof(BadConditions), DisableDiscoveryEnumeration = true)]
    public void A_bad_network_condition_is_named(string name, NetworkConditions conditions) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(conditions.Validate).ParamName);

    [Theory]
    [MemberData(nameof(BadUdpLinkOptions), DisableDiscoveryEnumeration = true)]
    public void A_bad_link_option_is_named(string name, UdpLinkOptions options) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);

    [Fact]
    public void Server_and_client_refuse_bad_options_when_they_are_made()
    {
        var clock = new VirtualClock();
        using ILink link = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1).CreateLink();
        var options = new TransportOptions { MaxSessions = 0 };

        Assert.Throws<ArgumentOutOfRangeException>(
            () => new TransportServer(link, options, clock, new RecordingAcceptor()));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new TransportClient(link, default(LinkAddress), options, clock, new RecordingHandler()));
    }

    private static TransportOptions Rate(CongestionOptions congestion) => new() { Congestion = congestion };

    private static TransportOptions Channel(ChannelOptions channel) => new() { Channels = [channel] };
}
