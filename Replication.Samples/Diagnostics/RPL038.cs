using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl038;

[Message]
public partial record Chat([field: MaxBytes(200)] string Text); // RPL038
