namespace Replication.Transport;

/// <summary>What the history says of a token.</summary>
internal enum TokenStanding
{
    /// <summary>Not seen yet, and there is room for it.</summary>
    Unseen,

    /// <summary>Seen from the same address, which has no slot yet: a repeated request.</summary>
    Pending,

    /// <summary>It has had its slot, or another address asked with it first.</summary>
    Refused,

    /// <summary>Not seen yet, and there is no room.</summary>
    HistoryFull,
}

/// <summary>
/// Which connect tokens were used, so that the keys in a token seal one session (netcode 1.4.5). A token is pending
/// from its first good request on, and admits that address alone, because requests get lost; once its client has a
/// slot it is consumed and admits nobody. It is remembered until it expires. A full history takes no new token: were
/// it to forget one instead, a flood of tokens would make room for a used one.
/// </summary>
internal sealed class ConnectTokenHistory
{
    private readonly int _capacity;
    private readonly Dictionary<UInt128, Entry> _entries;
    private ulong _sweptAt;

    public ConnectTokenHistory(int capacity)
    {
        _capacity = capacity;
        _entries = new Dictionary<UInt128, Entry>(capacity);
    }

    public int Count => _entries.Count;

    /// <summary>Admits nothing yet: the tag may be a forger's as long as the token was not opened.</summary>
    public TokenStanding Find(UInt128 tokenTag, LinkAddress from, ulong unixNow)
    {
        if (_entries.TryGetValue(tokenTag, out Entry entry))
            return entry.IsConsumed || entry.From != from ? TokenStanding.Refused : TokenStanding.Pending;
        if (_entries.Count == _capacity)
            ForgetExpired(unixNow);
        return _entries.Count < _capacity ? TokenStanding.Unseen : TokenStanding.HistoryFull;
    }

    /// <summary>Remembers a token that <see cref="Find"/> called unseen and that opened.</summary>
    public void AddPending(UInt128 tokenTag, LinkAddress from, ulong expireTimestamp) =>
        _entries.Add(tokenTag, new Entry(from, expireTimestamp, IsConsumed: false));

    /// <summary>The token's client has its slot.</summary>
    public void Consume(UInt128 tokenTag)
    {
        if (_entries.TryGetValue(tokenTag, out Entry entry))
            _entries[tokenTag] = entry with { IsConsumed = true };
    }

    // Tokens expire on whole seconds, so that a second sweep within the same one would find nothing: a flood of
    // requests costs one sweep a second.
    private void ForgetExpired(ulong unixNow)
    {
        if (unixNow == _sweptAt)
            return;
        _sweptAt = unixNow;
        foreach ((UInt128 tokenTag, Entry entry) in _entries)
        {
            if (entry.ExpireTimestamp <= unixNow)
                _entries.Remove(tokenTag);
        }
    }

    private readonly record struct Entry(LinkAddress From, ulong ExpireTimestamp, bool IsConsumed);
}
