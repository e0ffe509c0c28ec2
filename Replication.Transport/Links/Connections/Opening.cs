namespace Replication.Transport;

/// <summary>A peer that was let in and has not brought its first datagram yet.</summary>
/// <param name="OpenBy">Until when it has to.</param>
/// <param name="Abort">What closes it while only its host knows it; null where there is nothing to be done.</param>
/// <param name="IsWaiting">Whether it has no connection of the link yet: its host makes TLS or reads HTTP.</param>
internal readonly record struct Opening(TimeSpan OpenBy, Action? Abort, bool IsWaiting);
