using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Recording;

public class ReplayRobustnessTests
{
    private static readonly Dictionary<uint, ulong> Hashes = [];
    private static readonly byte[] Recorded = Record();

    [Fact]
    public void Garbage_is_refused_and_never_throws() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        byte[] afterHead = [.. Recorded.AsSpan(0, HeadBytes()), .. bytes];
        return !TryPlay(bytes, out _) & !TryPlay(afterHead, out _);
    });

    [Fact]
    public void Changed_bytes_never_throw_and_what_plays_is_what_was_recorded() =>
        Gen.Select(Gen.Int[0, Recorded.Length - 1], Gen.Byte[1, 255]).Sample((place, flips) =>
        {
            byte[] bytes = [.. Recorded];
            bytes[place] ^= flips;
            if (!TryPlay(bytes, out List<(uint Tick, ulong Hash)> played)) return true;
            return played.All(static tick => Hashes[tick.Tick] == tick.Hash);
        }, iter: 400);

    [Fact]
    public void A_recording_that_was_cut_off_plays_up_to_its_last_whole_block()
    {
        int most = 0;
        for (int length = 0; length <= Recorded.Length; length += 97)
        {
            if (!TryPlay(Recorded[..length], out List<(uint Tick, ulong Hash)> played)) continue;
            Assert.All(played, static tick => Assert.Equal(Hashes[tick.Tick], tick.Hash));
            Assert.True(played.Count >= most, $"{length} bytes play {played.Count} ticks, fewer play {most}");
            most = played.Count;
        }

        Assert.True(most > 40, $"{most} ticks");
    }

    [Fact]
    public void A_damaged_block_costs_what_stands_before_the_next_keyframe()
    {
        byte[] bytes = [.. Recorded];
        bytes[BodyOffset(block: 5)] ^= 1;
        ReplayPlayer player = RecordedGame.Open(bytes, out WorldStore store);
        int ticks = 0;
        for (; player.Step(); ticks++)
        {
            Assert.Equal(Hashes[player.CurrentTick.Value], player.Hash());
            Assert.Equal(player.ReplicaCount, store.Count);
        }

        Assert.Equal(1, player.DamagedBlocks);
        Assert.InRange(ticks, Hashes.Count - 15, Hashes.Count - 1);
        Assert.Equal(player.LastTick, player.CurrentTick);
    }

    [Fact]
    public void Snapshots_that_break_the_format_are_passed_over() => Gen.Byte.Array[1, 60].Sample(bytes =>
    {
        // A sound block around any snapshot.
        var stream = new MemoryStream();
        stream.Write(Recorded.AsSpan(0, HeadBytes()));
        var block = new BlockWriter(stream, 4_096);
        block.AddKeyframe(new Tick(1));
        block.AddSnapshot(bytes, new Tick(1));
        block.AddTick(new Tick(1));
        block.AddKeyframe(new Tick(2));
        block.AddTick(new Tick(2));
        block.Flush();
        ReplayPlayer player = RecordedGame.Open(stream.ToArray(), out _);
        while (player.Step())
        {
            // Whatever it shows, it gets to the end.
        }

        return player.CurrentTick == new Tick(2);
    });

    private static byte[] Record()
    {
        using var game = new RecordedGame(seed: 9, new RecordingOptions { KeyframeTicks = 12, BlockTicks = 5 });
        game.Play(60);
        foreach ((uint tick, ulong hash) in game.Hashes) Hashes[tick] = hash;
        return game.Bytes();
    }

    private static int BodyOffset(int block)
    {
        var stream = new MemoryStream(Recorded) { Position = HeadBytes() };
        return (int)ReplayIndex.Read(stream)[block].Offset;
    }

    private static int HeadBytes() => ReplayHead.Read(new MemoryStream(Recorded), out _)!.Bytes;

    private static bool TryPlay(byte[] bytes, out List<(uint Tick, ulong Hash)> played)
    {
        played = [];
        var store = new WorldStore(ReplicationWorld.Schema);
        bool isOpen = ReplayPlayer.TryOpen(
            new MemoryStream(bytes), ReplicationWorld.Schema, store, new ReplicationOptions(),
            out ReplayPlayer? player, out _);
        while (isOpen && player!.Step()) played.Add((player.CurrentTick.Value, player.Hash()));
        return isOpen;
    }
}
