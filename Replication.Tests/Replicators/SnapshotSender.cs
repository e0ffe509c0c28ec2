using Replication.Runtime;

namespace Replication.Tests.Replicators;

/// <summary>
/// The sending half without a session: captures its world and writes what changed since a tick that a test names, as if
/// the reader had acknowledged all of it.
/// </summary>
internal sealed class SnapshotSender
{
    private const int MaxReplicas = 1_000;
    private const int PacketBytes = 4_000;

    private readonly RowTable _rows = new(MaxReplicas);
    private readonly VersionLog _log = new(64, 1 << 20);
    private readonly Capture _capture;
    private readonly CohortIndex _cohorts;
    private readonly SnapshotWriter _writer;
    private readonly Dictionary<(int Index, ushort Version), int> _coarseBits = [];

    public SnapshotSender(SchemaTable schema, PrefabTable? prefabs = null)
    {
        var layouts = new LayoutTable(schema, PacketBytes * 8, prefabs);
        Store = new WorldStore(schema);
        _capture = new Capture(layouts, _rows, _log);
        _cohorts = new CohortIndex(layouts, _rows, _log, workerCount: 1);
        _writer = new SnapshotWriter(_cohorts, _rows, schema);
    }

    public WorldStore Store { get; }

    /// <summary>The tick last captured.</summary>
    public Tick Tick { get; private set; }

    public ulong Hash() => _rows.Hash();

    /// <summary>Says of an entity that no tick has met yet from which prefab it is made.</summary>
    public void SetPrefab(Entity entity, ushort prefab)
    {
        _capture.Assign(Store);
        _rows.SetPrefab(Store.IdOf(entity).Index, prefab);
    }

    /// <summary>The next tick as a payload.</summary>
    /// <param name="baseline">The tick that the reader holds; null for nothing.</param>
    /// <param name="earlier">A tick before that, which it holds as well; null for none.</param>
    /// <param name="coarseBits">The bits that states go without.</param>
    public byte[] Next(Tick? baseline, Tick? earlier = null, int coarseBits = 0)
    {
        Tick = Tick.Next;
        _capture.Run(Store, Tick);
        _cohorts.Begin(Tick, _rows.Count);
        var ticks = new SnapshotTicks(Tick, baseline, earlier);
        _writer.Begin(ticks, PacketBytes * 8, coarseBits);
        for (int index = 0; index < _rows.Count; index++)
        {
            if (!TryAdd(index, ticks, coarseBits)) throw new InvalidOperationException("The packet is full.");
        }

        var packet = new byte[PacketBytes];
        var writer = new BitWriter(packet);
        PayloadHead.WriteSnapshotOnly(ref writer);
        _writer.Write(ref writer);
        return packet[..writer.ByteCount];
    }

    private bool TryAdd(int index, SnapshotTicks ticks, int coarseBits)
    {
        ref Row row = ref _rows[index];

        // Somebody was told, so that a despawn leaves a tombstone.
        row.KnownBy = 1;
        if (row.State == RowState.Tombstone) return _writer.TryAddDespawn(index, row.Generation, isOutOfView: false);
        if (ticks.BaselineDistance > 0 && !row.ChangedAt.IsNewerThan(ticks.Baseline)) return true;
        if (ticks.BaselineDistance == 0 || !_log.TryFindAsOf(row, ticks.Baseline, out VersionLog.Version version))
            return TryAdd(index, _cohorts.Caches[0].GetFull(index, coarseBits), default);
        int before = ticks.EarlierDistance > 0
            && _log.TryFindAsOf(version.Previous, ticks.Earlier, out VersionLog.Version earlier)
                ? earlier.Number
                : Cohort.NoBaseline;
        int heldCoarseBits = _coarseBits.GetValueOrDefault((index, version.Number));
        if (heldCoarseBits > 0 || _coarseBits.GetValueOrDefault((index, (ushort)before)) > 0)
            before = Cohort.NoBaseline;
        var held = new HeldVersions(version.Number, version.From, before, heldCoarseBits);
        return TryAdd(index, _cohorts.Caches[0].Get(index, held, ticks, coarseBits), held);
    }

    private bool TryAdd(int index, in Cohort cohort, in HeldVersions held)
    {
        _coarseBits[(index, _rows[index].Version)] = cohort.CoarseBits;
        return _writer.TryAdd(index, index, cohort, held);
    }
}
