namespace Replication.Runtime;

/// <summary>What came in on one connection, counted since it began.</summary>
/// <param name="Snapshots">Snapshots taken.</param>
/// <param name="Updates">Records of replicas in them.</param>
/// <param name="MalformedSnapshots">Snapshots dropped whole because they break the format.</param>
/// <param name="MissingBaselines">Snapshots dropped whole because they name a baseline that is not held here.</param>
public readonly record struct IncomingStatistics(
    long Snapshots, long Updates, long MalformedSnapshots, long MissingBaselines);
