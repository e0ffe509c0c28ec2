namespace Replication.Transport;

/// <summary>
/// The key that this side seals under, until it is told to take the next; twin of <see cref="IncomingKeys"/>. Allocates
/// when the key changes.
/// </summary>
internal sealed class OutgoingKeys : IDisposable
{
    private readonly KeyChain _chain;

    public OutgoingKeys(KeyChain chain)
    {
        _chain = chain;
        Current = chain.Next();
    }

    public IAead Current { get; private set; }

    /// <summary>How often the key has changed.</summary>
    public long Changes { get; private set; }

    /// <summary>Whether the current key is the second, fourth and so on: what a packet says of its key.</summary>
    public bool IsOdd => (Changes & 1) != 0;

    public void Change()
    {
        Current.Dispose();
        Current = _chain.Next();
        Changes++;
    }

    public void Dispose()
    {
        Current.Dispose();
        _chain.Dispose();
    }
}
