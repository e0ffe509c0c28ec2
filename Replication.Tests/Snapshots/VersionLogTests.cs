using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Snapshots;

public class VersionLogTests
{
    private const int Window = 10;

    [Fact]
    public void A_version_is_found_as_long_as_its_window_lasts() =>
        Gen.Select(Gen.UInt[1, 1_000_000], Gen.Int[1, 12]).Sample((seed, rowCount) =>
        {
            var random = new Random((int)seed);
            var log = new VersionLog(Window, 1 << 24);
            RowLayout[] layouts = Layouts();
            var rows = new Row[rowCount];
            for (int i = 0; i < rowCount; i++) rows[i] = NewRow(layouts[i % layouts.Length]);
            var model = new List<(int Row, ushort Version, uint[] Words, Tick From, Tick Until)>();
            for (uint now = 2; now < 80; now++)
            {
                var tick = new Tick(now);
                log.Trim(tick);
                for (int i = 0; i < rowCount; i++)
                {
                    if (random.Next(3) == 0) continue;
                    uint[] words = [.. Enumerable.Range(0, rows[i].Layout!.WordCount).Select(_ => (uint)random.Next())];
                    log.Push(ref rows[i], words, tick);
                    model.Add((i, rows[i].Version, words, rows[i].ChangedAt, tick));
                    rows[i].Version++;
                    rows[i].ChangedAt = tick;
                }

                if (!model.TrueForAll(entry => IsAsExpected(log, rows[entry.Row], entry, tick))) return false;
            }

            return true;
        });

    [Fact]
    public void A_version_is_found_by_strides_however_far_back_and_past_the_wrap_of_numbers()
    {
        const int LongWindow = 300;
        var log = new VersionLog(LongWindow, 1 << 24);
        RowLayout layout = Layouts()[0];
        Row row = NewRow(layout);
        row.Version = ushort.MaxValue - 150;
        for (uint now = 2; now < 1_000; now++)
        {
            var tick = new Tick(now);
            log.Trim(tick);
            log.Push(ref row, [now - 1], tick);
            row.Version++;
            row.ChangedAt = tick;
            for (uint back = 1; back < now; back += 7)
            {
                bool isFound = log.TryFind(row, (ushort)(row.Version - back), out VersionLog.Version found);
                Assert.Equal(back <= LongWindow + 1, isFound);
                if (isFound) Assert.Equal(now - back, found.Words[0]);
            }
        }
    }

    [Fact]
    public void The_state_as_of_a_tick_is_the_newest_that_is_not_later()
    {
        var log = new VersionLog(Window, 1 << 20);
        Row row = NewRow(Layouts()[0]);
        foreach (uint tick in new uint[] { 3, 5, 8 })
        {
            log.Push(ref row, [tick - 1], new Tick(tick));
            row.ChangedAt = new Tick(tick);
        }

        Assert.Equal(2u, AsOf(log, row, 1));
        Assert.Equal(2u, AsOf(log, row, 2));
        Assert.Equal(4u, AsOf(log, row, 3));
        Assert.Equal(4u, AsOf(log, row, 4));
        Assert.Equal(7u, AsOf(log, row, 7));
        Assert.Null(AsOf(log, row, 0));
    }

    [Fact]
    public void What_arrives_late_takes_its_place_between_the_others()
    {
        var log = new VersionLog(Window, 1 << 20);
        RowLayout layout = Layouts()[0];
        Row row = NewRow(layout);
        log.Push(ref row, [1], new Tick(6));
        row.ChangedAt = new Tick(6);

        log.Insert(ref row, layout, [4], new Tick(4));
        log.Insert(ref row, layout, [2], new Tick(2));
        log.Insert(ref row, layout, [99], new Tick(4));

        Assert.Equal(1u, AsOf(log, row, 1));
        Assert.Equal(2u, AsOf(log, row, 2));
        Assert.Equal(2u, AsOf(log, row, 3));
        Assert.Equal(4u, AsOf(log, row, 4));
        Assert.Equal(4u, AsOf(log, row, 5));
    }

    [Fact]
    public void A_full_log_lets_the_oldest_go_and_keeps_its_size()
    {
        var log = new VersionLog(1_000, maxBytes: 65_536);
        Row row = NewRow(Layouts()[0]);
        for (uint tick = 2; tick < 20_000; tick++)
        {
            log.Push(ref row, [tick], new Tick(tick));
            row.Version++;
            row.ChangedAt = new Tick(tick);
        }

        Assert.True(log.UsedWords <= 65_536 / sizeof(uint));
        Assert.True(log.TryFind(row, (ushort)(row.Version - 1), out VersionLog.Version newest));
        Assert.Equal(19_999u, newest.Words[0]);
        Assert.False(log.TryFind(row, (ushort)(row.Version - 5_000), out _));
    }

    private static bool IsAsExpected(
        VersionLog log, in Row row, in (int Row, ushort Version, uint[] Words, Tick From, Tick Until) entry, Tick now)
    {
        bool isInWindow = !now.Before(Window).IsNewerThan(entry.Until);
        if (!log.TryFind(row, entry.Version, out VersionLog.Version found)) return !isInWindow;
        return found.Words.SequenceEqual(entry.Words) && found.From == entry.From && found.Until == entry.Until
            && log.TryFindAsOf(row, entry.From, out VersionLog.Version asOf) && asOf.Number == entry.Version;
    }

    private static uint? AsOf(VersionLog log, in Row row, uint tick) =>
        log.TryFindAsOf(row, new Tick(tick), out VersionLog.Version found) ? found.Words[0] : null;

    private static Row NewRow(RowLayout layout) =>
        new()
        {
            Layout = layout, ChangedAt = new Tick(1), Version = 1,
            History = VersionLog.None, Landmark = VersionLog.None,
        };

    // One word, seven, and eight.
    internal static RowLayout[] Layouts()
    {
        SchemaTable schema = ReplicationSchema.Table;
        ComponentMask health = default(ComponentMask).With(schema.SlotOf<Replicators.Health>());
        ComponentMask body = default(ComponentMask).With(schema.SlotOf<Replicators.Body>());
        return [new(schema, health), new(schema, body), new(schema, new ComponentMask(health.Bits | body.Bits))];
    }
}
