using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

[Message]
public partial record Chat([field: MaxBytes(200)] string Text); // RPL038
