using System.Collections.Immutable;

namespace Replication.Transport;

/// <summary>What became of a host.</summary>
/// <param name="Addresses">Its addresses in the order to try them; empty where there are none.</param>
/// <param name="Failure">Why there are none, for people to read; null where there are some.</param>
public sealed record LinkResolution(ImmutableArray<LinkAddress> Addresses, string? Failure);
