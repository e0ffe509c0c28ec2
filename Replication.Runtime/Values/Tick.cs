using System.Globalization;

namespace Replication.Runtime;

/// <summary>A network tick of the server: one capture and one send. Counts from one, wraps after 2^32.</summary>
/// <param name="Value">The count.</param>
public readonly record struct Tick(uint Value)
{
    /// <summary>The tick after this one.</summary>
    public Tick Next => new(Value + 1);

    /// <summary>Whether this tick comes after another, across the wrap.</summary>
    /// <param name="other">The other, less than 2^31 ticks away.</param>
    /// <returns>True when it is later.</returns>
    public bool IsNewerThan(Tick other) => DistanceFrom(other) > 0;

    /// <summary>How many ticks lie between another and this.</summary>
    /// <param name="other">The other, less than 2^31 ticks away.</param>
    /// <returns>Ticks; negative when this is the earlier.</returns>
    public int DistanceFrom(Tick other) => (int)(Value - other.Value);

    /// <summary>The tick that lies before this by a number of ticks.</summary>
    /// <param name="ticks">How many.</param>
    /// <returns>The earlier tick.</returns>
    public Tick Before(int ticks) => new(Value - (uint)ticks);

    /// <summary>The count as text. Not the record's own text, which would name the next tick and never end.</summary>
    /// <returns>Decimal digits.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
