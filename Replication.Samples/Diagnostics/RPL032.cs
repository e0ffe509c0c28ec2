using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

[Message]
public sealed partial record Chat(string Text); // RPL032
