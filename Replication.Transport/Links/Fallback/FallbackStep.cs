namespace Replication.Transport;

/// <summary>One thing to try.</summary>
/// <param name="EndPoint">Where to.</param>
/// <param name="Address">The address, by which the session over that link names the server.</param>
/// <param name="Failure">Why there is no address; null where there is.</param>
internal readonly record struct FallbackStep(LinkEndPoint EndPoint, LinkAddress Address, string? Failure);
