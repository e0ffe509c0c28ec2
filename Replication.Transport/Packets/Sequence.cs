namespace Replication.Transport;

/// <summary>
/// The number of a packet as it travels: 16 bits that wrap, compared by the shorter way around the circle (RFC 1982).
/// Two sequences compare rightly while they are less than 32,768 apart; a session never has as many in flight.
/// </summary>
/// <param name="Value">0 to 65,535.</param>
public readonly record struct Sequence(ushort Value)
{
    /// <summary>The one after this; 0 after 65,535.</summary>
    public Sequence Next => new((ushort)(Value + 1));

    /// <summary>True when this was counted after <paramref name="other"/>; false for equal ones.</summary>
    /// <param name="other">The sequence to compare with.</param>
    public bool IsNewerThan(Sequence other) => DistanceFrom(other) > 0;

    /// <summary>
    /// How many steps lead from <paramref name="other"/> to this, -32,768 to 32,767; negative when this is older.
    /// </summary>
    /// <param name="other">The sequence to start from.</param>
    public int DistanceFrom(Sequence other) => (short)(Value - other.Value);

    /// <summary>The number, for logs.</summary>
    public override string ToString() => Value.ToString();
}
