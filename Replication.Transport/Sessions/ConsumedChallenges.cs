namespace Replication.Transport;

/// <summary>
/// The cookies that have made a session, so that a late copy of the same response makes no second one. A ring of the
/// newest <see cref="Capacity"/>; older ones are kept out by the cookie's lifetime, unless more sessions than that
/// began within it.
/// </summary>
internal sealed class ConsumedChallenges
{
    public const int Capacity = 1_024;

    private readonly ulong[] _marks = new ulong[Capacity];
    private int _next;

    public bool Contains(ReadOnlySpan<byte> cookie) => _marks.AsSpan().Contains(MarkOf(cookie));

    public void Add(ReadOnlySpan<byte> cookie)
    {
        _marks[_next] = MarkOf(cookie);
        _next = (_next + 1) % Capacity;
    }

    // Eight bytes of the authentication code: as good as unique, and no peer can choose them.
    private static ulong MarkOf(ReadOnlySpan<byte> cookie) => BitConverter.ToUInt64(cookie[^sizeof(ulong)..]);
}
