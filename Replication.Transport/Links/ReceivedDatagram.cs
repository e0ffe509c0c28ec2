namespace Replication.Transport;

/// <summary>What is known of a datagram besides its bytes.</summary>
/// <param name="LengthBytes">How many bytes of the buffer it fills; 0 is a legal datagram.</param>
/// <param name="From">Who sent it, as far as the network says: unproven until a handshake.</param>
/// <param name="ReceivedAt">
/// When it arrived at this machine, on the line of <see cref="TimeProviderExtensions.Now"/>; not when it was taken.
/// </param>
public readonly record struct ReceivedDatagram(int LengthBytes, LinkAddress From, TimeSpan ReceivedAt);
