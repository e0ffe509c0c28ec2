using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl039;

public static partial class Lobby
{
    [Message]
    private partial struct Ready; // RPL039
}
