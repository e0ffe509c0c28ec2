using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// The limits and times of a server or a client. Both sides of a session have their own; the two ids and the
/// channels must agree, and the smaller <see cref="MaxPayloadBytes"/> counts.
/// </summary>
public sealed record TransportOptions
{
    internal const int MinPayloadBytes = 64;

    // What a datagram has room for that Ethernet carries.
    private const int LargestPayloadBytes = 1_423;

    /// <summary>Names the game's protocol: a peer with another one is denied. Any number; default 0.</summary>
    public ulong ProtocolId { get; init; }

    /// <summary>
    /// Names the components and messages that both sides were built with: a peer with others is denied, unless
    /// <see cref="AllowOtherSchema"/>. Default 0.
    /// </summary>
    public ulong SchemaHash { get; init; }

    /// <summary>
    /// Server: whether a client with another <see cref="SchemaHash"/> is let in, so that the layer above finds out
    /// whether the two understand each other; <see cref="Session.PeerSchemaHash"/> says which it has. Default: false,
    /// such a client is denied.
    /// </summary>
    public bool AllowOtherSchema { get; init; }

    /// <summary>
    /// Server: how many sessions live at a time; 1 to 4,096, default 64. A session takes about 70 KiB,
    /// and what its channels hold.
    /// </summary>
    public int MaxSessions { get; init; } = 64;

    /// <summary>
    /// The largest payload in bytes, 64 to 1,423, default 1,189; less where the link carries less
    /// (<see cref="ILink.MaxDatagramBytes"/>), as netcode's packets do: 1,171. The packet layer adds up to 28 bytes,
    /// and 15 more in the rare packet with ranges of acks; IPv6 and UDP 48: with the default no packet is larger than
    /// the 1,280 bytes that every IPv6 path carries in one piece.
    /// </summary>
    public int MaxPayloadBytes { get; init; } = 1_189;

    /// <summary>Client: how long to try to connect; above zero to 1 hour, default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Client: how long to wait for an answer before a handshake packet is sent again; 1 ms to 1 minute, default 250
    /// ms.
    /// </summary>
    public TimeSpan ConnectRetryInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Server: how old a challenge may be when it is answered; above zero to 1 hour, default 10 s.</summary>
    public TimeSpan ChallengeLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a silent session lives; longer than <see cref="HeartbeatInterval"/>, to 1 hour, default 10 s.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a session may send nothing before Flush sends an empty packet; 1 ms to 1 minute, default 250 ms.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a payload waits for its ack before Flush sends one alone; 0 to 250 ms, default 25 ms.
    /// </summary>
    public TimeSpan MaxAckDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// How many datagrams one Receive takes; 1 to 1,048,576, default 16,384. The rest waits for the next.
    /// </summary>
    public int MaxDatagramsPerReceive { get; init; } = 16_384;

    /// <summary>
    /// How many packets one session may bring within one Receive; 16 to 65,536, default 1,024. More are dropped and
    /// counted.
    /// </summary>
    public int MaxPacketsPerReceive { get; init; } = 1_024;

    /// <summary>
    /// How many bytes one session may bring within one Receive; 16,384 to 268,435,456, default 1,048,576. More are
    /// dropped and counted.
    /// </summary>
    public int MaxBytesPerReceive { get; init; } = 1 << 20;

    /// <summary>
    /// The channels of messages; both sides need the same. 0 to 255, each named by its position. Default <see
    /// cref="ChannelOptions.Standard"/>.
    /// </summary>
    public ImmutableArray<ChannelOptions> Channels { get; init; } = ChannelOptions.Standard;

    /// <summary>
    /// How many bytes of packets one Flush sends, for each session, with messages that no payload has carried; 1,500 to
    /// 16,777,216, default 32,768. The last packet may go over it.
    /// </summary>
    public int MaxMessageBytesPerFlush { get; init; } = 32_768;

    /// <summary>How fast each session may send. Default: a rate that follows the path.</summary>
    public CongestionOptions Congestion { get; init; } = new();

    /// <summary>Where sessions must be sealed; default: everywhere but on a loopback address.</summary>
    public TransportSecurity Security { get; init; }

    /// <summary>How sealed packets look; both sides need the same. Default: the sessions' own way.</summary>
    public SealedProtocol SealedProtocol { get; init; }

    /// <summary>
    /// Server: the key that it shares with whoever mints its clients' connect tokens, 32 bytes; see
    /// <see cref="ConnectTokenMint"/>. Default: none, and then no sealed sessions.
    /// </summary>
    public ReadOnlyMemory<byte> PrivateKey { get; init; }

    /// <summary>
    /// Server with a private key: its addresses as clients reach it and tokens name it, up to 32. Default: none, which
    /// stands for the link's own address and works where that is not "any".
    /// </summary>
    public ImmutableArray<LinkAddress> PublicAddresses { get; init; } = [];

    /// <summary>
    /// Server with a private key: how many tokens that had their session are remembered until they expire; 1 to
    /// 1,048,576, default 2,048. When it is full, no new token is taken until one expires.
    /// </summary>
    public int MaxRememberedTokens { get; init; } = 2_048;

    /// <summary>
    /// Server with a private key: the longest life of a token that is taken; whole seconds, 1 s to 1 hour, default 30
    /// s.
    /// </summary>
    public TimeSpan MaxTokenLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a sealed session's packets of this side keep their key; 1 s to 24 hours, default 2 minutes. The key
    /// changes in Flush, and after 1,048,576 packets in any case. Not for netcode's packets, which have one key.
    /// </summary>
    public TimeSpan RekeyInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Where salts and secrets come from. A test that wants the same bytes again gives a seeded source.
    /// </summary>
    internal Func<ulong> SaltSource { get; init; } = RandomSalt;

    /// <summary>Who ciphers.</summary>
    internal IAeadSource? Ciphers { get; init; }

    /// <summary>The largest packet that these options allow.</summary>
    internal int MaxDatagramBytes =>
        Math.Max(
            PacketHeader.MaxBytes + AckRanges.MaxBytes + MaxPayloadBytes + AeadSeal.MaxBytes,
            TokenPackets.ResponseBytes);

    /// <summary>These options with a payload that fits a link's datagrams.</summary>
    /// <param name="link">Carries the packets.</param>
    /// <param name="isSealed">Whether they go under keys of their own.</param>
    /// <exception cref="ArgumentException">The link's datagrams are too small for any session.</exception>
    internal TransportOptions Within(ILink link, bool isSealed)
    {
        int sealBytes = isSealed ? AeadSeal.MaxBytes : ChecksumSeal.Bytes;
        int roomBytes = link.MaxDatagramBytes - PacketHeader.MaxBytes - AckRanges.MaxBytes - sealBytes;
        int handshakeBytes = isSealed ? TokenPackets.ResponseBytes : HandshakePackets.ResponseBytes;
        if (roomBytes < MinPayloadBytes || link.MaxDatagramBytes < handshakeBytes)
            Throw.DatagramsTooSmall(link.MaxDatagramBytes);
        return roomBytes < MaxPayloadBytes ? this with { MaxPayloadBytes = roomBytes } : this;
    }

    /// <summary>What a server with a private key needs to know of tokens.</summary>
    /// <param name="local">The link's address.</param>
    /// <exception cref="ArgumentException">Nobody could tell by the tokens that they are for this server.</exception>
    internal NetcodeServerOptions ForTokens(LinkAddress local)
    {
        if (PublicAddresses.IsEmpty && local.IsAny)
            Throw.PublicAddressNeeded(local);
        return new NetcodeServerOptions
        {
            ProtocolId = ProtocolId,
            PrivateKey = PrivateKey,
            PublicAddresses = PublicAddresses.IsEmpty ? [local] : PublicAddresses,
            MaxClients = MaxSessions,
            MaxRememberedTokens = MaxRememberedTokens,
            MaxTokenLifetime = MaxTokenLifetime,
            Ciphers = Ciphers ?? AeadSources.Best,
        };
    }

    /// <summary>Checks every value. Server and client call it when they are made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        OptionRange.CheckCount(nameof(MaxSessions), MaxSessions, 1, 4_096);
        OptionRange.CheckCount(nameof(MaxPayloadBytes), MaxPayloadBytes, MinPayloadBytes, LargestPayloadBytes);
        OptionRange.CheckCount(nameof(MaxDatagramsPerReceive), MaxDatagramsPerReceive, 1, 1 << 20);
        OptionRange.CheckCount(nameof(MaxPacketsPerReceive), MaxPacketsPerReceive, 16, 65_536);
        OptionRange.CheckCount(nameof(MaxBytesPerReceive), MaxBytesPerReceive, 16_384, 256 << 20);
        OptionRange.CheckCount(nameof(MaxMessageBytesPerFlush), MaxMessageBytesPerFlush, 1_500, 16 << 20);
        CheckChannels();
        Congestion.Validate();
        CheckTokens();
        OptionRange.CheckTime(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
        OptionRange.CheckTime(
            nameof(ConnectRetryInterval),
            ConnectRetryInterval,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMinutes(1));
        OptionRange.CheckTime(
            nameof(ChallengeLifetime), ChallengeLifetime, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
        OptionRange.CheckTime(
            nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        OptionRange.CheckTime(nameof(MaxAckDelay), MaxAckDelay, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        OptionRange.CheckTime(
            nameof(Timeout), Timeout, HeartbeatInterval + TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    private void CheckChannels()
    {
        int count = Channels.IsDefault ? -1 : Channels.Length;
        OptionRange.CheckCount(nameof(Channels), count, 0, ChannelOptions.MaxChannels);
        foreach (ChannelOptions channel in Channels)
            channel.Validate();
    }

    private void CheckTokens()
    {
        if (PrivateKey.Length > 0 && PrivateKey.Length != ConnectTokenMint.PrivateKeyBytes)
            Throw.KeyLength(PrivateKey.Length);
        int count = PublicAddresses.IsDefault ? -1 : PublicAddresses.Length;
        OptionRange.CheckCount(nameof(PublicAddresses), count, 0, NetcodeFormat.MaxServers);
        OptionRange.CheckCount(nameof(MaxRememberedTokens), MaxRememberedTokens, 1, 1 << 20);
        OptionRange.CheckTime(
            nameof(MaxTokenLifetime), MaxTokenLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (MaxTokenLifetime.Ticks % TimeSpan.TicksPerSecond != 0)
            Throw.OptionOutOfRange(nameof(MaxTokenLifetime), MaxTokenLifetime, "is whole seconds");
        OptionRange.CheckTime(nameof(RekeyInterval), RekeyInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
    }

    private static ulong RandomSalt()
    {
        ulong salt = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref salt)));
        return salt;
    }
}
