using System.Numerics;
using Replication.Runtime;

namespace Replication.Tests.Replicators;

/// <summary>The receiving half with a world in it, and the packet that would come next.</summary>
internal sealed class ReaderHarness
{
    private const int Replicas = 12;

    private const ushort Gate = 7;

    private readonly SnapshotSender _sender = new(ReplicationWorld.Schema, Prefabs);
    private readonly int _coarseBits;
    private readonly SnapshotReceiver _receiver = new(ReplicationWorld.Schema, Prefabs);

    /// <summary>What both sides know of prefabs.</summary>
    public static PrefabTable Prefabs { get; } = new(
        ReplicationWorld.Schema, new Prefab(Gate).With(new Health { Points = 100 }).With(new Door { IsOpen = true }));

    /// <summary>Lets the first packet be read.</summary>
    /// <param name="coarseBits">The bits that states go without, in this packet and the next.</param>
    public ReaderHarness(int coarseBits = 0)
    {
        _coarseBits = coarseBits;
        for (int i = 0; i < Replicas; i++)
        {
            var body = new Body { Position = new Vector3(i, 2, 3), Rotation = Quaternion.Identity };
            Entity entity = _sender.Store.Create(body);
            if (i % 2 == 0) _sender.Store.Add(entity, new Health { Points = i * 100 });
        }

        if (!Receive(_sender.Next(baseline: null, coarseBits: coarseBits)))
            throw new InvalidOperationException("The first packet was refused.");
    }

    public ulong Hash() => _receiver.Hash();

    public bool Receive(ReadOnlySpan<byte> packet) => _receiver.Receive(packet);

    /// <summary>A packet with deltas, a reshape, full rows, one of a prefab, and a despawn.</summary>
    public byte[] NextPacket()
    {
        int i = 0;
        var entities = new List<Entity>();
        foreach (WorldChunk chunk in _sender.Store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>()) body.Position += new Vector3(0.1f * ++i, -0.2f, 0);
            entities.AddRange(chunk.Entities);
        }

        _sender.Store.Add(entities[0], default(Stunned));
        _sender.Store.Destroy(entities[^1]);
        _sender.Store.Create(new Door { IsOpen = true });
        Entity gate = _sender.Store.Create(new Door { IsOpen = true });
        _sender.Store.Add(gate, new Health { Points = 90 });
        _sender.SetPrefab(gate, Gate);
        return _sender.Next(_sender.Tick, coarseBits: _coarseBits);
    }
}
