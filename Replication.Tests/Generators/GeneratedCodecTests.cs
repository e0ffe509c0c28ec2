using Replication.Runtime;
using Replication.Samples;

namespace Replication.Tests.Generators;

/// <summary>The generated tests, on the components of this assembly and of the samples.</summary>
[ReplicationTests(typeof(SampleTransform), typeof(Pose))]
public sealed partial class GeneratedCodecTests;
