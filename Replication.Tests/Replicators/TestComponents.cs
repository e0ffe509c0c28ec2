using System.Numerics;
using Replication.Runtime;

namespace Replication.Tests.Replicators;

[Replicated]
public partial struct Body
{
    [Quantize(-100, 100, 0.01)]
    public Vector3 Position;

    public Quaternion Rotation;
    public bool IsAwake;
}

[Replicated]
public partial struct Health
{
    public int Points;
}

// One bit and no mask: the delta of it is the fact that it changed.
[Replicated]
public partial struct Door
{
    public bool IsOpen;
}

[Replicated]
public partial struct Stunned;

[Replicated]
public partial struct Missile
{
    public NetRef<Health> Target;
}

[Replicated]
public partial struct Turret
{
    [Parent]
    public NetRef<Health> Ship;
}

// For its owner's eyes alone.
[Replicated]
[Audience(Audience.Owner)]
public partial struct Purse
{
    public uint Coins;
}

// For its team's eyes.
[Replicated]
[Audience(Audience.Team)]
public partial struct Orders
{
    public uint Target;
}

[Replicated(Rate = 5)]
public partial struct Compass
{
    public int Heading;
}

[Replicated(Priority = 4)]
public partial struct Gauge
{
    [Quantize(0, 100, 0.01)]
    [Tolerance(0.5)]
    public float Level;

    [Tolerance(3)]
    public int Ticks;
}
