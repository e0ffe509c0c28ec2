using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl035;

[Message(Kind = MessageKind.Event, Id = 0x1000)] // RPL035
public partial struct Goal;
