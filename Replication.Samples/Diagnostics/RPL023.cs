using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl023;

// It counts again each time that the prediction runs again.
public static class Steps
{
    private static int _count;

    [Predicted]
    public static int Next() => ++_count;
}
