using System.Buffers.Binary;
using System.Security.Cryptography;
using Replication.Transport;

namespace Replication.Runtime;

/// <summary>The limits and rates of a server or client. Both sides check their own when they start.</summary>
public sealed record ReplicationOptions
{
    /// <summary>The most replicas at once, 1 to 16,777,215. Default 65,536.</summary>
    public int MaxReplicas { get; init; } = 65_536;

    /// <summary>
    /// How long a superseded version can still serve as a baseline, in ticks, 1 to 16,384. Default 64: about a second
    /// at 60 Hz. A connection whose acknowledgements are older is sent full states. The same on both sides.
    /// </summary>
    public int HistoryTicks { get; init; } = 64;

    /// <summary>
    /// The most memory for superseded versions, in bytes, at least 65,536. Default 64 MiB. Past it the oldest go early.
    /// </summary>
    public int MaxHistoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The most that one connection is sent of state in one tick, in bytes of payload. Default 65,536; at least the
    /// transport's payload size. What does not fit goes in the next tick, no replica waiting longer than the others.
    /// </summary>
    public int BudgetBytesPerTick { get; init; } = 65_536;

    /// <summary>
    /// The most low bits, 0 to 7, that a server leaves out of the positions, velocities and rotations of what moves
    /// (vectors on a range and rotations) where a connection's budget holds only a part of it, so that more states go.
    /// Each bit doubles the step. The server takes no more than make a client less wrong: coarse steps stay below what
    /// a replica moves while it waits for its turn. What does not move, and anything else of a replica, is always sent
    /// precisely, and every client ends with the precise state. Default 0, never, since more states cost more processor
    /// time; 7 is best where that is there. Of use to a server alone: every client can read it.
    /// </summary>
    public int MaxCoarseBits { get; init; }

    /// <summary>
    /// How often a second the server ticks, 1 to 1,000: what turns the rates of components into ticks. Default 20.
    /// </summary>
    public int TicksPerSecond { get; init; } = Pacing.DefaultTicksPerSecond;

    /// <summary>
    /// Which field says where a replica is, for interest and priority by distance: the first of these that it has.
    /// Default: none. Of use to a server alone.
    /// </summary>
    public IReadOnlyList<PositionField> Positions { get; init; } = [];

    /// <summary>
    /// The messages that peers send beside state; both need the same. Default: none. Each travels on a channel of
    /// <see cref="Transport"/> that must promise what the message declares.
    /// </summary>
    public MessageTable Messages { get; init; } = new();

    /// <summary>
    /// What new replicas are that were made from a prefab, see <see cref="ReplicaTable.SetPrefab"/>. Default null:
    /// nothing is known of any. A server and a client with different tables go by the server's, where
    /// <see cref="AllowSchemaEvolution"/> is on.
    /// </summary>
    public PrefabTable? Prefabs { get; init; }

    /// <summary>
    /// Whether a server and a client whose components differ try to understand each other. Default true: the server
    /// describes its components to such a client before any state, and the client reads what it knows of them or leaves
    /// with <see cref="DisconnectReason.SchemaMismatch"/>. False: they part when they connect. It costs nothing where
    /// the components are equal.
    /// </summary>
    public bool AllowSchemaEvolution { get; init; } = true;

    /// <summary>
    /// A server's workers: who encodes and packs, side by side, what is sent in a tick. What is sent does not depend on
    /// them. Default null: everything on the thread that ticks. <see cref="ReplicationThreads"/> has threads of its
    /// own; an engine brings its job system.
    /// </summary>
    public IReplicationJobs? Jobs { get; init; }

    /// <summary>
    /// The most replicas of a group that changes together, 2 to 1,024; see <see cref="ReplicaTable.SetGroup"/>. Default
    /// 64. What is not acknowledged of a group goes in one packet.
    /// </summary>
    public int MaxGroupReplicas { get; init; } = 64;

    /// <summary>
    /// How long a client holds a replica back whose parent has not come, zero to ten minutes. Default 2 s. Then it is
    /// shown without: its parent may be out of this client's view for good. Where the parent comes after all,
    /// <see cref="ReplicationClient.LateReferences"/> tells. Where it is known to be gone nothing is held back.
    /// </summary>
    public TimeSpan ParentWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a server keeps what a client has after its session was cut, zero to ten minutes. Default 30 s. A client
    /// that connects again within it is sent what changed since and not everything. Zero keeps nothing. A client that
    /// said goodbye, or was sent away, is not waited for.
    /// </summary>
    public TimeSpan ReconnectGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how many clients a server keeps that at once, 0 to 65,536; one more makes the first leave. Default 64. Each
    /// takes some 30 bytes for each replica that the client has, and keeps ids of replicas that it knows from being
    /// used again.
    /// </summary>
    public int MaxParkedConnections { get; init; } = 64;

    /// <summary>Where secrets come from. A test that wants the same again gives a seeded source.</summary>
    internal Func<UInt128> SecretSource { get; init; } = RandomSecret;

    /// <summary>
    /// The sessions' limits and times. Its schema hash is set from the schema table; of channels there may be 254, one
    /// behind them is the runtime's.
    /// </summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>The widest row in a full send that is sure to fit a packet, in bits.</summary>
    internal int MaxRowBits => (Transport.MaxPayloadBytes * 8) - SnapshotHead.MaxBits - PayloadHead.SnapshotBits
        - PrefixCode.BitCount((uint)MaxReplicas, SnapshotHead.GapOrder)
        - SnapshotHead.GenerationBits(ushort.MaxValue) - 1 - ComponentMask.MaxSlots - SnapshotHead.MaxPrefabBits;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is not within its limits.</exception>
    public void Validate()
    {
        Throw.IfOutside(MaxReplicas, 1, (1 << 24) - 1, nameof(MaxReplicas));
        Throw.IfOutside(HistoryTicks, 1, 16_384, nameof(HistoryTicks));
        Throw.IfOutside(MaxHistoryBytes, 65_536, int.MaxValue / 2, nameof(MaxHistoryBytes));
        Throw.IfOutside(BudgetBytesPerTick, Transport.MaxPayloadBytes, int.MaxValue, nameof(BudgetBytesPerTick));
        Throw.IfOutside(MaxCoarseBits, 0, CoarseLayout.MaxBits, nameof(MaxCoarseBits));
        Throw.IfOutside(TicksPerSecond, 1, 1_000, nameof(TicksPerSecond));
        if (Jobs is not null) Throw.IfOutside(Jobs.WorkerCount, 1, 64, nameof(Jobs));
        Throw.IfOutside(MaxGroupReplicas, 2, 1_024, nameof(MaxGroupReplicas));
        Throw.IfOutside(WholeSeconds(ParentWait), 0, 600, nameof(ParentWait));
        Throw.IfOutside(WholeSeconds(ReconnectGrace), 0, 600, nameof(ReconnectGrace));
        Throw.IfOutside(MaxParkedConnections, 0, 65_536, nameof(MaxParkedConnections));
        Transport.Validate();
        Throw.IfOutside(Transport.Channels.Length, 0, SchemaChannel.MaxGameChannels, nameof(Transport.Channels));
    }

    /// <summary>These options with the payload that the sessions really have.</summary>
    internal ReplicationOptions Within(int maxPayloadBytes) =>
        this with { Transport = Transport with { MaxPayloadBytes = maxPayloadBytes } };

    private static int WholeSeconds(TimeSpan time) =>
        (int)Math.Clamp(Math.Floor(time.TotalSeconds), -1, int.MaxValue);

    // Zero stands for no secret.
    private static UInt128 RandomSecret()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        UInt128 secret = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        return secret == 0 ? 1 : secret;
    }
}
