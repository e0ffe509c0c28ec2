using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl034;

[Message(Id = 0x1001)]
public partial struct Ping;

[Message(Id = 0x1001)] // RPL034
public partial struct Pong;
