using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl032;

[Message]
public sealed partial record Chat(string Text); // RPL032
