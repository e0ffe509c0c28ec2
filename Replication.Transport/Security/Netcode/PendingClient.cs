namespace Replication.Transport;

/// <summary>A client whose token is good and whose challenge is out: the standard's encryption mapping.</summary>
internal sealed class PendingClient : IDisposable
{
    public required LinkAddress Address { get; init; }

    public required ulong ClientId { get; init; }

    public required UInt128 TokenTag { get; init; }

    public required int TimeoutSeconds { get; init; }

    public required NetcodeSeal Seal { get; init; }

    /// <summary>Until when its response is waited for. Only its token moves it on, not what anybody may send.</summary>
    public TimeSpan ExpiresAt { get; set; }

    public void Dispose() => Seal.Dispose();
}
