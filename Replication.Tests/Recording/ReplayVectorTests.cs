using Replication.Runtime;
using Replication.Tests.Architecture;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Recording;

/// <summary>The recording that docs/replay.md prints, byte for byte.</summary>
public class ReplayVectorTests
{
    [Fact]
    public void A_keyframe_and_a_delta_are_as_documented()
    {
        var schema = new SchemaTable(ComponentCodec.Of<Door>(), ComponentCodec.Of<Health>());
        using var world = new ReplicationWorld(schema: schema);
        var stream = new MemoryStream();
        using var recorder = new Recorder(world.Server, stream, new RecordingOptions());
        Entity entity = world.Store.Create(new Health { Points = 100 });
        world.Tick();
        recorder.Record();
        world.Store.Get<Health>(entity).Points = 95;
        world.Tick();
        recorder.Record();
        recorder.Flush();
        stream.Position = 0;
        int head = ReplayHead.Read(stream, out _)!.Bytes;
        string hex = Convert.ToHexStringLower(stream.ToArray().AsSpan(head));
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "replay.md"));
        Assert.True(document.Contains($"`{hex}`", StringComparison.Ordinal), $"docs/replay.md lacks {hex}");
    }
}
