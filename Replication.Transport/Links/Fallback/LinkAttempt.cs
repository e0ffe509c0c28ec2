namespace Replication.Transport;

/// <summary>One link that <see cref="FallbackLink"/> tried, and what came of it.</summary>
/// <param name="EndPoint">Where to.</param>
/// <param name="Address">Which of its addresses; no address where it did not come to that.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">More, for people to read; may be empty.</param>
public sealed record LinkAttempt(LinkEndPoint EndPoint, LinkAddress Address, LinkAttemptOutcome Outcome, string Detail)
{
    /// <summary>As <c>udp://play.example.org:7777 (203.0.113.5): no answer in 2 s</c>. Allocates.</summary>
    public override string ToString()
    {
        bool hasResolved = Address != EndPoint.SessionAddress && Address != default;
        string address = hasResolved ? $" ({Address.ToEndPoint().Address})" : "";
        return $"{EndPoint}{address}: {Detail}";
    }
}
