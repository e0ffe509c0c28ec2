using System.Diagnostics;

namespace Replication.Transport;

/// <summary>
/// The keys that this side opens under; twin of <see cref="OutgoingKeys"/>. A packet says one bit of its key, and its
/// number the rest:
/// <code>
/// same as the current key's              the current key
/// other, number below the current's      the key before
/// other, number above                    the next key, which becomes the current one when the packet opens
/// </code>
/// So a forged packet changes nothing. The peer takes no next key before it has an ack under the current one: there
/// are never two ahead. Allocates when the key changes.
/// </summary>
internal sealed class IncomingKeys : IDisposable
{
    // How far behind the newest packet one is still taken: what the session's window of acks reaches.
    private const int ReachPackets = 512;

    private readonly KeyChain _chain;
    private IAead? _previous;
    private IAead _current;
    private IAead? _next;

    // The lowest number that opened under the current key; all numbers of the key before are below it.
    private ulong _lowestOfCurrent;
    private bool _mayChange;

    public IncomingKeys(KeyChain chain)
    {
        _chain = chain;
        _current = chain.Next();
    }

    /// <summary>How often the key has changed.</summary>
    public long Changes { get; private set; }

    private bool IsOdd => (Changes & 1) != 0;

    /// <returns>The key of a packet; null: forgotten, or one that the peer cannot have taken yet.</returns>
    public IAead? Find(ulong number, bool isOdd)
    {
        if (isOdd == IsOdd)
            return _current;
        if (number < _lowestOfCurrent)
            return _previous;
        return _mayChange ? _next ??= _chain.Next() : null;
    }

    /// <summary>Notes that a packet opened under the key that <see cref="Find"/> gave.</summary>
    public void NoteOpened(ulong number, bool isOdd)
    {
        if (isOdd == IsOdd)
            _lowestOfCurrent = Math.Min(_lowestOfCurrent, number);
        else if (number >= _lowestOfCurrent)
            Advance(number);

        // Whatever was sealed under it is too old to be taken now.
        if (_previous is not null && number >= _lowestOfCurrent + ReachPackets)
            ForgetPrevious();
    }

    /// <summary>
    /// Notes that this side has sent a packet, which may be the ack that the peer waits for before it changes its key.
    /// Without this a peer could make every packet cost a key.
    /// </summary>
    public void NoteSealed() => _mayChange = true;

    public void Dispose()
    {
        _previous?.Dispose();
        _current.Dispose();
        _next?.Dispose();
        _chain.Dispose();
    }

    private void Advance(ulong number)
    {
        Debug.Assert(_next is not null, "A packet opened under it.");
        _previous?.Dispose();
        _previous = _current;
        _current = _next;
        _next = null;
        _lowestOfCurrent = number;
        _mayChange = false;
        Changes++;
    }

    private void ForgetPrevious()
    {
        _previous!.Dispose();
        _previous = null;
    }
}
