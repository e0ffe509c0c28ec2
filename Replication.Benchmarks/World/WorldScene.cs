using System.Numerics;
using System.Runtime.InteropServices;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// Replicas on smooth orbits: each circles in a tilted plane about a centre of its own and spins about an axis. Those
/// that do not move stand where their orbit begins.
/// </summary>
internal abstract class WorldScene
{
    /// <summary>The scene's half width in metres.</summary>
    public const float HalfWidthMeters = 1_000;

    private readonly double _secondsPerTick;
    private readonly Orbit[] _orbits;
    private readonly int[] _moving;
    private double _seconds;

    private WorldScene(WorldOptions options, SchemaTable schema)
    {
        _secondsPerTick = options.Speed / options.Hertz;
        Store = new WorldStore(schema);
        _orbits = new Orbit[options.Entities];
        var random = new Random(options.Seed);
        var moving = new List<int>();
        for (int index = 0; index < _orbits.Length; index++)
        {
            _orbits[index] = NextOrbit(random, options.Speed);
            if (IsMoving(index, options.Moving)) moving.Add(index);
        }

        _moving = [.. moving];
    }

    /// <summary>The world.</summary>
    public WorldStore Store { get; }

    /// <summary>What the replicas are now, by row.</summary>
    public abstract Span<Mover> Movers { get; }

    /// <summary>The field that says where a replica is.</summary>
    public static PositionField PositionOf(WorldOptions options) => options.Profile == WorldProfile.Trained
        ? PositionField.Of<Mover>(nameof(Mover.Position))
        : PositionField.Of<UntrainedMover>(nameof(UntrainedMover.Position));

    /// <summary>The component that all replicas have.</summary>
    public static SchemaTable SchemaOf(WorldProfile profile) => new(
        profile == WorldProfile.Trained ? ComponentCodec.Of<Mover>() : ComponentCodec.Of<UntrainedMover>());

    /// <summary>Makes the scene of a run.</summary>
    /// <param name="options">What the run is like.</param>
    /// <param name="schema">The component that all replicas have.</param>
    public static WorldScene Of(WorldOptions options, SchemaTable schema) => options.Profile == WorldProfile.Trained
        ? new Scene<Mover>(options, schema)
        : new Scene<UntrainedMover>(options, schema);

    /// <summary>Whether a replica moves: those that do are spread over all.</summary>
    public static bool IsMoving(int index, double share) => (uint)(index * 2_654_435_769L) < share * (1L << 32);

    /// <summary>Moves the world on by one tick.</summary>
    public void Step()
    {
        _seconds += _secondsPerTick;
        Span<Mover> movers = Movers;
        foreach (int index in _moving) movers[index] = _orbits[index].At((float)_seconds);
    }

    private static Orbit NextOrbit(Random random, double speed)
    {
        Vector3 Within(float half) => new(
            (random.NextSingle() - 0.5f) * 2 * half, (random.NextSingle() - 0.5f) * 2 * half,
            (random.NextSingle() - 0.5f) * 2 * half);
        float Between(float min, float max) => min + (random.NextSingle() * (max - min));

        float radius = Between(3, 20);
        float metersPerSecond = Between(1, 8);
        Vector3 side = Vector3.Normalize(Within(1) * new Vector3(1, 0.3f, 1) + new Vector3(0.01f, 0, 0));
        Vector3 up = Vector3.Normalize(Vector3.UnitY + Within(0.3f));
        return new Orbit(
            Within(HalfWidthMeters) * new Vector3(1, 0.05f, 1), side * radius,
            Vector3.Normalize(Vector3.Cross(up, side)) * radius, metersPerSecond / radius, Between(0, MathF.Tau),
            Vector3.Normalize(Within(1) + new Vector3(0, 0.01f, 0)), Between(0.2f, 2), (float)speed);
    }

    private sealed class Scene<T> : WorldScene
        where T : unmanaged, IReplicated<T>
    {
        public Scene(WorldOptions options, SchemaTable schema)
            : base(options, schema)
        {
            for (int index = 0; index < _orbits.Length; index++) Store.Create(default(T));
            for (int index = 0; index < _orbits.Length; index++) Movers[index] = _orbits[index].At(0);
        }

        public override Span<Mover> Movers =>
            MemoryMarshal.Cast<T, Mover>(Store.Chunks[^1].Column<T>());
    }

    private readonly record struct Orbit(
        Vector3 Center, Vector3 Side, Vector3 Ahead, float RadiansPerSecond, float Start, Vector3 Axis, float Spin,
        float Speed)
    {
        public Mover At(float seconds)
        {
            (float sin, float cos) = MathF.SinCos(Start + (RadiansPerSecond * seconds));
            return new Mover
            {
                Position = Center + (Side * cos) + (Ahead * sin),
                Velocity = ((Ahead * cos) - (Side * sin)) * RadiansPerSecond * Speed,
                Orientation = Quaternion.CreateFromAxisAngle(Axis, Start + (Spin * seconds)),
            };
        }
    }
}
