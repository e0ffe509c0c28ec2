using System;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl018;

// What the client writes is overwritten by the server.
[Replicated]
public partial struct Health
{
    public int Value;
}

[ClientSide]
public static class HealthBar
{
    public static void Refill(Span<Health> all) => all[0].Value = 100;
}
