using System.Collections.Generic;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl031;

[Message]
public sealed partial record Scores(
    Dictionary<uint, int> ByPlayer); // RPL031
