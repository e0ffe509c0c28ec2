using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl020;

// What only the owner is to know goes to everybody.
[Replicated]
[Audience(Audience.Owner)]
public partial struct Purse
{
    public int Gold;
}

[Replicated]
public partial struct Badge
{
    public int Wealth;
}

public static class Ranking
{
    public static Badge BadgeOf(Purse purse) => new() { Wealth = purse.Gold / 100 };
}
