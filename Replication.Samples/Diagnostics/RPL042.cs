using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

// No part of a class can be added to one that is not partial.
[ReplicationTests]
public sealed class TestsOfNothing;
