using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// The entity state of a Quake 3 game, in the order of its network field table: 51 fields, none of them quantised, so
/// that what is sent is what the game had.
/// </summary>
[Replicated]
internal partial struct EntityState
{
    public int PositionTime;
    public float PositionX;
    public float PositionY;
    public float VelocityX;
    public float VelocityY;
    public float PositionZ;
    public float AnglesY;
    public float VelocityZ;
    public float AnglesX;
    public int Event;
    public float LookAnglesY;
    public int Kind;
    public int TorsoAnimation;
    public int EventParameter;
    public int LegsAnimation;
    public int GroundEntity;
    public int PositionKind;
    public int Flags;
    public int OtherEntity;
    public int Weapon;
    public int Client;
    public float FixedAnglesY;
    public int PositionDuration;
    public int AnglesKind;
    public float OriginX;
    public float OriginY;
    public float OriginZ;
    public int Solid;
    public int PowerUps;
    public int Model;
    public int OtherEntity2;
    public int LoopSound;
    public int Generic;
    public float Origin2AtZ;
    public float Origin2AtX;
    public float Origin2AtY;
    public int Model2;
    public float FixedAnglesX;
    public int Time;
    public int AnglesTime;
    public int AnglesDuration;
    public float AnglesZ;
    public float SpinX;
    public float SpinY;
    public float SpinZ;
    public int Time2;
    public float FixedAnglesZ;
    public float LookAnglesX;
    public float LookAnglesZ;
    public int ConstantLight;
    public int Frame;
}
