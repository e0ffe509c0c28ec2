using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// One connection's incoming half: takes packets into rows, whole or not at all, and remembers which replicas the
/// world has yet to be told of.
/// </summary>
internal sealed class IncomingReplicator
{
    private readonly RowTable _rows;
    private readonly VersionLog _log;
    private readonly SnapshotReader _reader;
    private readonly ReceivedReplicas _replicas;
    private readonly List<int> _refused = [];

    public IncomingReplicator(LayoutTable layouts, RowTable rows, VersionLog log, ReceivedReplicas replicas)
    {
        _replicas = replicas;
        _rows = rows;
        _log = log;
        _reader = new SnapshotReader(layouts, rows, log);
    }

    /// <summary>Counts since the connection began.</summary>
    public IncomingStatistics Statistics { get; private set; }

    /// <summary>The newest tick of which a packet was taken; zero before the first.</summary>
    public Tick NewestTick { get; private set; }

    /// <summary>Rows whose baseline was missing and that have not arrived since.</summary>
    public ReadOnlySpan<int> Refused => CollectionsMarshal.AsSpan(_refused);

    /// <summary>Takes a snapshot.</summary>
    /// <param name="reader">Where from; any bytes.</param>
    /// <returns>False when it was refused whole: it must not be acknowledged.</returns>
    public bool Receive(ref BitReader reader)
    {
        switch (_reader.Read(ref reader))
        {
            case SnapshotResult.Read:
                Take();
                return true;
            case SnapshotResult.BaselineMissing:
                if (_refused.Count < PayloadHead.MaxRefusals && !_refused.Contains(_reader.MissingIndex))
                    _refused.Add(_reader.MissingIndex);
                Statistics = Statistics with { MissingBaselines = Statistics.MissingBaselines + 1 };
                return false;
            default:
                Statistics = Statistics with { MalformedSnapshots = Statistics.MalformedSnapshots + 1 };
                return false;
        }
    }

    private void Take()
    {
        if (Statistics.Snapshots == 0 || _reader.Tick.IsNewerThan(NewestTick))
        {
            NewestTick = _reader.Tick;
            _log.Trim(NewestTick);
        }

        foreach (StagedRecord record in _reader.Records)
        {
            if (_refused.Count > 0) _refused.Remove(record.Index);
            if (record.IsOutOfView)
                TakeLeave(record);
            else if (record.Kind == RecordKind.Despawn)
                TakeDespawn(record);
            else
                TakeState(record);
        }

        Statistics = Statistics with
        {
            Snapshots = Statistics.Snapshots + 1,
            Updates = Statistics.Updates + _reader.Records.Length,
        };
    }

    private void TakeDespawn(in StagedRecord record)
    {
        ref ReceivedReplica replica = ref _replicas[record.Index];
        if (!IsNewer(record.Generation, replica.Dead)) return;
        replica.Dead = record.Generation;
        if (record.Index >= _rows.Count) return;
        ref Row row = ref _rows[record.Index];
        if (IsNewer(row.Generation, record.Generation)) return;

        // The words stay for packets that were sent before the despawn and arrive after it.
        if (row.State == RowState.Alive) _rows.Bury(record.Index);
        _replicas.Touch(record.Index);
    }

    private void TakeLeave(in StagedRecord record)
    {
        ref ReceivedReplica replica = ref _replicas[record.Index];
        if (!IsNewer(record.Generation, replica.Dead)) return;
        bool isNews = replica.Left != record.Generation
            ? IsNewer(record.Generation, replica.Left)
            : _reader.Tick.IsNewerThan(replica.LeftAt);
        if (!isNews) return;
        replica.Left = record.Generation;
        replica.LeftAt = _reader.Tick;
        if (record.Index >= _rows.Count) return;
        ref Row row = ref _rows[record.Index];

        // Where a newer state came first, it is back already.
        bool isShown = row.State == RowState.Alive && row.Generation == record.Generation;
        if (!isShown || row.ChangedAt.IsNewerThan(_reader.Tick)) return;
        _rows.Bury(record.Index);
        _replicas.Touch(record.Index);
    }

    private void TakeState(in StagedRecord record)
    {
        ref ReceivedReplica replica = ref _replicas[record.Index];
        if (!IsNewer(record.Generation, replica.Dead)) return;
        bool isUsed = _rows.IsUsed(record.Index);
        if (!isUsed || _rows[record.Index].Generation != record.Generation)
        {
            if (isUsed && IsNewer(_rows[record.Index].Generation, record.Generation)) return;
            _rows.Use(record.Index, record.Generation, record.Layout!);
            _rows[record.Index].Prefab = record.Prefab;
            if (IsOutOfView(record)) _rows.Bury(record.Index);
            Renew(record);
            return;
        }

        ref Row row = ref _rows[record.Index];
        if (!_reader.Tick.IsNewerThan(row.ChangedAt))
        {
            // It was overtaken. The sender may still choose it as a baseline.
            if (_reader.Tick != row.ChangedAt)
                _log.Insert(ref row, record.Layout!, _reader.Words(record), _reader.Tick);
            return;
        }

        _log.Push(ref row, _rows.Words(row), _reader.Tick);
        if (!ReferenceEquals(row.Layout, record.Layout)) _rows.Reshape(record.Index, record.Layout!);
        if (!IsOutOfView(record)) _rows.Unearth(record.Index);
        Renew(record);
    }

    private void Renew(in StagedRecord record)
    {
        ref Row row = ref _rows[record.Index];
        _reader.Words(record).CopyTo(_rows.Words(row));
        row.ChangedAt = _reader.Tick;
        row.CoarseBits = record.CoarseBits;
        _replicas.Touch(record.Index);
    }

    // Sent before it left view, whenever that was heard of.
    private bool IsOutOfView(in StagedRecord record)
    {
        ref ReceivedReplica replica = ref _replicas[record.Index];
        return replica.Left == record.Generation && !_reader.Tick.IsNewerThan(replica.LeftAt);
    }

    // Zero is no generation: everything is newer.
    private static bool IsNewer(ushort generation, ushort than) => than == 0 || (short)(generation - than) > 0;
}
