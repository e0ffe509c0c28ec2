using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Replicators;

namespace Replication.Tests.Recording;

/// <summary>A server whose world moves, grows, shrinks and changes shape by a seed, and its recording.</summary>
internal sealed class RecordedGame : IDisposable
{
    private readonly Random _random;
    private readonly List<Entity> _entities = [];

    public RecordedGame(int seed = 1, RecordingOptions? options = null, ReplicationWorld? world = null)
    {
        _random = new Random(seed);
        World = world ?? new ReplicationWorld();
        Recorder = new Recorder(World.Server, Stream, options ?? new RecordingOptions { KeyframeTicks = 20 });
        for (int i = 0; i < 40; i++) Spawn();
    }

    public ReplicationWorld World { get; }

    public MemoryStream Stream { get; } = new();

    public Recorder Recorder { get; }

    /// <summary>The hash of the server's rows after each tick.</summary>
    public Dictionary<uint, ulong> Hashes { get; } = [];

    public void Play(int ticks, bool isChurning = true, bool isHashed = true)
    {
        for (int i = 0; i < ticks; i++)
        {
            Move();
            if (isChurning) Churn();
            World.Tick();
            Recorder.Record();
            if (isHashed) Hashes[World.Server.CurrentTick.Value] = World.Server.Hash();
        }
    }

    /// <summary>The recording so far.</summary>
    public byte[] Bytes()
    {
        Recorder.Flush();
        return Stream.ToArray();
    }

    public void Dispose() => World.Dispose();

    public static ReplayPlayer Open(byte[] bytes, out WorldStore store)
    {
        store = new WorldStore(ReplicationWorld.Schema);
        bool isOpen = ReplayPlayer.TryOpen(
            new MemoryStream(bytes), ReplicationWorld.Schema, store, new ReplicationOptions(),
            out ReplayPlayer? player, out ReplayProblem problem);
        return isOpen ? player! : throw new InvalidOperationException($"{problem}");
    }

    private void Spawn()
    {
        Entity entity = World.Store.Create(new Body { Rotation = Quaternion.Identity });
        if (_random.Next(2) == 0) World.Store.Add(entity, new Health { Points = _random.Next(100) });
        _entities.Add(entity);
    }

    private void Move()
    {
        foreach (WorldChunk chunk in World.Store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>())
            {
                if (_random.Next(3) == 0) continue;
                body.Position = Vector3.Clamp(
                    body.Position + new Vector3(_random.NextSingle() - 0.5f), new Vector3(-100), new Vector3(100));
            }
        }
    }

    private void Churn()
    {
        if (_random.Next(3) == 0) Spawn();
        if (_random.Next(3) == 0)
        {
            int gone = _random.Next(_entities.Count);
            World.Store.Destroy(_entities[gone]);
            _entities.RemoveAt(gone);
        }

        Entity entity = _entities[_random.Next(_entities.Count)];
        if (World.Store.Has<Stunned>(entity))
            World.Store.Remove<Stunned>(entity);
        else
            World.Store.Add(entity, default(Stunned));
    }
}
