using System;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl003;

// A type without a code; the message says what to use.
[Replicated]
public partial struct Round
{
    public DateTime EndsAt;
}
