using System;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl021;

// Another time on the server, and another when the prediction runs again.
public static class Doors
{
    [Predicted]
    public static bool IsOpen(DateTime opensAt) => DateTime.UtcNow >= opensAt;
}
