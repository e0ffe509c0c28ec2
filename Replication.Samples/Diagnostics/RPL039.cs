using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

public static partial class Lobby
{
    [Message]
    private partial struct Ready; // RPL039
}
