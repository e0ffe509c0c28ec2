using System;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl022;

// Another number on the server, and another when the prediction runs again.
public static class Damage
{
    [Predicted]
    public static int Roll() => Random.Shared.Next(6) + 1;
}
