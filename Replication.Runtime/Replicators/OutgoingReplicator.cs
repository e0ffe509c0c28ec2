using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// One connection's outgoing half: what it holds of each replica, what goes to it this tick, and what became of what
/// went before.
/// </summary>
internal sealed class OutgoingReplicator
{
    private readonly RowTable _rows;
    private readonly CohortCache _cache;
    private readonly SnapshotWriter _writer;
    private readonly BaselineTable _baselines = new();
    private readonly SentSnapshots _sent = new();
    private int _cursor;
    private Tick? _ackedTick;
    private Tick? _earlierTick;
    private SnapshotTicks _ticks;

    public OutgoingReplicator(RowTable rows, CohortCache cache, SnapshotWriter writer)
    {
        _rows = rows;
        _cache = cache;
        _writer = writer;
    }

    /// <summary>Counts since the connection began.</summary>
    public OutgoingStatistics Statistics { get; private set; }

    /// <summary>The newest tick of which a packet was acknowledged; null before the first.</summary>
    public Tick? AckedTick => _ackedTick;

    /// <summary>Whether the connection acknowledged the newest state of every replica, and every despawn.</summary>
    public bool IsConverged
    {
        get
        {
            _baselines.Grow(_rows.Count);
            for (int index = 0; index < _rows.Count; index++)
            {
                ref Row row = ref _rows[index];
                ref Baseline baseline = ref _baselines[index];
                bool isCurrent = row.State == RowState.Alive
                    ? baseline.Has(BaselineFlags.Acked) && baseline.AckedVersion == row.Version
                        && baseline.Generation == row.Generation
                    : !baseline.Has(BaselineFlags.Known);
                if (!isCurrent) return false;
            }

            return true;
        }
    }

    /// <summary>Sends what the connection lacks, within its budget, in as many packets as it takes.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="tick">The tick that was captured.</param>
    /// <param name="packet">A buffer of the session's payload size; overwritten.</param>
    /// <param name="budgetBytes">The most bytes to send.</param>
    public void Send(Session session, Tick tick, Span<byte> packet, int budgetBytes)
    {
        _baselines.Grow(_rows.Count);
        _ticks = new SnapshotTicks(tick, _ackedTick, _earlierTick);

        // A connection that was not served to the end goes on where it stopped, so that none of its replicas starves.
        int start = _cursor < _rows.Count ? _cursor : 0;
        int left = budgetBytes;
        int next = SendRange(session, tick, packet, start, _rows.Count, ref left);
        if (next == _rows.Count) next = SendRange(session, tick, packet, 0, start, ref left);
        _cursor = next;
        Statistics = Statistics with
        {
            Ticks = Statistics.Ticks + 1,
            WorldBits = Statistics.WorldBits + _rows.AliveFullBits,
        };
    }

    /// <summary>Moves the baselines forward to what a packet carried.</summary>
    public void Delivered(Sequence sequence)
    {
        if (!_sent.TryGet(sequence, out Tick tick, out int count)) return;
        for (int i = 0; i < count; i++) Acknowledge(_sent.Record(sequence, i), tick);
        _sent.Close(sequence);
        if (_ackedTick is { } newest && !tick.IsNewerThan(newest)) return;
        _earlierTick = _ackedTick;
        _ackedTick = tick;
    }

    /// <summary>Makes what a packet carried go again, as it is then.</summary>
    public void Lost(Sequence sequence)
    {
        if (!_sent.TryGet(sequence, out _, out int count)) return;
        for (int i = 0; i < count; i++)
        {
            SentRecord record = _sent.Record(sequence, i);
            ref Baseline baseline = ref _baselines[record.Index];
            if (baseline.Generation != record.Generation) continue;
            if (record.IsDespawn)
                baseline.Clear(BaselineFlags.DespawnSent);
            else if (baseline.SentVersion == record.Version)
                baseline.Clear(BaselineFlags.Sent);
        }

        _sent.Close(sequence);
    }

    /// <summary>Gives up a baseline that the other side says it does not hold: the replica goes in full.</summary>
    /// <param name="index">The replica's row, as the other side named it.</param>
    public void Refuse(int index)
    {
        if (index >= _rows.Count || index >= _baselines.Count) return;
        ref Baseline baseline = ref _baselines[index];

        // Without an acknowledged version a full row is under way already.
        if (baseline.Has(BaselineFlags.Acked))
            baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier | BaselineFlags.Sent);
        Statistics = Statistics with { RefusedBaselines = Statistics.RefusedBaselines + 1 };
    }

    /// <summary>Ends the connection: nothing waits for its acknowledgements any more.</summary>
    public void Close()
    {
        for (int index = 0; index < _baselines.Count && index < _rows.Count; index++) Forget(index);
    }

    // Gives the first row that was not looked at.
    private int SendRange(Session session, Tick tick, Span<byte> packet, int index, int end, ref int left)
    {
        while (index < end)
        {
            int payloadBytes = Math.Min(Math.Min(left, packet.Length), session.MaxPayloadBytes);
            if (payloadBytes * 8 <= SnapshotHead.MaxBits + PayloadHead.SnapshotBits) return index;
            _writer.Begin(_ticks, (payloadBytes * 8) - PayloadHead.SnapshotBits);
            index = Select(index, end);
            if (_writer.Count == 0)
            {
                if (index == end || payloadBytes < session.MaxPayloadBytes) return index;

                // A peer that takes only small packets cannot have what is wider than all of one.
                Statistics = Statistics with { TooWide = Statistics.TooWide + 1 };
                index++;
                continue;
            }

            if (!TrySendPacket(session, tick, packet[..payloadBytes], ref left)) return index;
        }

        return index;
    }

    // Fills the packet with what rows from one index on need, and gives the first row that found no room.
    private int Select(int index, int end)
    {
        for (; index < end; index++)
        {
            ref Row row = ref _rows[index];
            ref Baseline baseline = ref _baselines[index];
            bool fits = row.State switch
            {
                RowState.Alive => TryAddState(index, row, ref baseline),
                RowState.Tombstone => TryAddDespawn(index, ref baseline),
                _ => true,
            };
            if (!fits) break;
        }

        return index;
    }

    private bool TryAddState(int index, in Row row, ref Baseline baseline)
    {
        bool isSent = baseline.Has(BaselineFlags.Sent) && baseline.SentVersion == row.Version;
        bool isAcked = baseline.Has(BaselineFlags.Acked) && baseline.AckedVersion == row.Version;
        if ((isSent || isAcked) && baseline.Generation == row.Generation) return true;

        HeldVersions held = baseline.Held;
        ref readonly Cohort cohort = ref baseline.Has(BaselineFlags.Acked)
            ? ref _cache.Get(index, held, _ticks)
            : ref _cache.GetFull(index);
        if (!_writer.TryAdd(index, cohort, held)) return false;

        // The acknowledged version has left the window: nobody may meet its number again after a wrap.
        if (!cohort.Key.HasBaseline) baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier);
        if (!baseline.Has(BaselineFlags.Known)) _rows[index].KnownBy++;
        baseline.Set(BaselineFlags.Known | BaselineFlags.Sent);
        baseline.SentVersion = row.Version;
        baseline.Generation = row.Generation;
        _sent.Add(new SentRecord(index, row.Generation, row.Version, IsDespawn: false));
        Count(cohort, row.Layout!.FullBits);
        return true;
    }

    private bool TryAddDespawn(int index, ref Baseline baseline)
    {
        if (!baseline.Has(BaselineFlags.Known) || baseline.Has(BaselineFlags.DespawnSent)) return true;
        if (!_writer.TryAddDespawn(index, baseline.Generation)) return false;
        baseline.Set(BaselineFlags.DespawnSent);
        _sent.Add(new SentRecord(index, baseline.Generation, 0, IsDespawn: true));
        return true;
    }

    private bool TrySendPacket(Session session, Tick tick, Span<byte> packet, ref int left)
    {
        var writer = new BitWriter(packet);
        PayloadHead.WriteSnapshotOnly(ref writer);
        _writer.Write(ref writer);
        left -= writer.ByteCount;
        if (session.TrySend(packet[..writer.ByteCount], out Sequence sequence))
        {
            _sent.Commit(sequence, tick);
            Statistics = Statistics with
            {
                Packets = Statistics.Packets + 1,
                PayloadBytes = Statistics.PayloadBytes + writer.ByteCount,
            };
            return true;
        }

        // The link refused or too much is under way: as if the packet had been lost.
        _sent.Cancel(_baselines);
        return false;
    }

    private void Acknowledge(SentRecord record, Tick tick)
    {
        ref Baseline baseline = ref _baselines[record.Index];
        if (baseline.Generation != record.Generation || !baseline.Has(BaselineFlags.Known)) return;
        if (record.IsDespawn)
        {
            Forget(record.Index);
            return;
        }

        if (baseline.Has(BaselineFlags.Acked))
        {
            if (!tick.IsNewerThan(baseline.AckedAt)) return;
            baseline.Set(BaselineFlags.Earlier);
            baseline.EarlierVersion = baseline.AckedVersion;
        }

        baseline.Set(BaselineFlags.Acked);
        baseline.AckedVersion = record.Version;
        baseline.AckedAt = tick;
    }

    private void Forget(int index)
    {
        ref Baseline baseline = ref _baselines[index];
        if (!baseline.Has(BaselineFlags.Known)) return;
        baseline = default;
        ref Row row = ref _rows[index];
        row.KnownBy--;
        if (row.KnownBy == 0 && row.State == RowState.Tombstone) _rows.Free(index);
    }

    private void Count(in Cohort cohort, int fullBits) => Statistics = Statistics with
    {
        Updates = Statistics.Updates + 1,
        FullUpdates = Statistics.FullUpdates + (cohort.Kind == RecordKind.Full ? 1 : 0),
        UpdateBits = Statistics.UpdateBits + cohort.BitCount,
        FullBits = Statistics.FullBits + fullBits,
    };
}
