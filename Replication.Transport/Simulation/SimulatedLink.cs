namespace Replication.Transport;

/// <summary>
/// Makes a real link bad: what it receives goes through a <see cref="NetworkSimulator"/> first, and arrives when the
/// simulator says; where that is wanted, so does what it sends. What is sent later than at once goes when the link is
/// used next. Works in release builds. Owns the inner link. Used by one thread.
/// </summary>
public sealed class SimulatedLink : ILink
{
    // A flood must not keep one call busy for ever; what is left is taken by the next.
    private const int MaxTakenPerCall = 4_096;

    private readonly ILink _inner;
    private readonly NetworkSimulator _incoming;
    private readonly NetworkSimulator? _outgoing;
    private readonly TimeProvider _time;
    private readonly byte[] _scratch = new byte[ushort.MaxValue];

    // Those to close when the last that was sent to them has left; each has something on the way.
    private readonly List<LinkAddress> _closing = [];

    /// <summary>Wraps a link; what it sends is untouched.</summary>
    /// <param name="inner">The real link; disposed with this one.</param>
    /// <param name="incoming">How bad the direction towards this end is.</param>
    /// <param name="seed">Decides all chance; any number.</param>
    /// <param name="time">The clock that the inner link stamps arrivals with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public SimulatedLink(ILink inner, NetworkConditions incoming, ulong seed, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(time);
        _inner = inner;
        _time = time;
        _incoming = new NetworkSimulator(incoming, seed);
    }

    /// <summary>Wraps a link, and shares the buffers of others.</summary>
    internal SimulatedLink(
        ILink inner, NetworkConditions incoming, ulong seed, TimeProvider time, SimulatorBuffers buffers)
    {
        _inner = inner;
        _time = time;
        _incoming = new NetworkSimulator(incoming, seed, NetworkSimulator.DefaultCapacity, buffers);
    }

    /// <summary>Wraps a link, both directions.</summary>
    /// <param name="inner">The real link; disposed with this one.</param>
    /// <param name="incoming">How bad the direction towards this end is.</param>
    /// <param name="outgoing">How bad the direction away from it is.</param>
    /// <param name="seed">Decides all chance; any number.</param>
    /// <param name="time">The clock that the inner link stamps arrivals with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public SimulatedLink(
        ILink inner, NetworkConditions incoming, NetworkConditions outgoing, ulong seed, TimeProvider time)
        : this(inner, incoming, seed, time)
    {
        _outgoing = new NetworkSimulator(outgoing, Mixing.Mix(seed + Mixing.Step));
    }

    /// <inheritdoc/>
    public LinkAddress LocalAddress => _inner.LocalAddress;

    /// <inheritdoc/>
    public bool IsEncrypted => _inner.IsEncrypted;

    /// <summary>
    /// The inner link's: that <see cref="NetworkConditions.MaxDatagramBytes"/> lets less through is for those who send
    /// to find out, as on a real path.
    /// </summary>
    public int MaxDatagramBytes => _inner.MaxDatagramBytes;

    /// <summary>How bad the direction towards this end is. New conditions hold for what arrives from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public NetworkConditions Conditions
    {
        get => _incoming.Conditions;
        set => _incoming.Conditions = value;
    }

    /// <summary>What was done so far to what this end receives.</summary>
    public SimulatorStatistics Statistics => _incoming.Statistics;

    /// <summary>What was done so far to what it sends; all zero where that is untouched.</summary>
    public SimulatorStatistics OutgoingStatistics => _outgoing?.Statistics ?? default;

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (_outgoing is null)
            return _inner.Send(datagram, to);
        // The simulator carries who it is for in the place of who it is from. Like a network, it does not tell what
        // becomes of it.
        _outgoing.Enqueue(datagram, to, _time.Now());
        SendDue();
        return true;
    }

    /// <inheritdoc/>
    public void Flush() => _inner.Flush();

    /// <inheritdoc/>
    public Span<byte> LendRoom(Span<byte> room) => _outgoing is null ? _inner.LendRoom(room) : room;

    /// <summary>Closes in the inner link when what was sent has left the simulated way.</summary>
    /// <param name="peer">Its address.</param>
    public void Close(LinkAddress peer)
    {
        if (!_closing.Contains(peer))
            _closing.Add(peer);
        SendDue();
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        SendDue();
        for (int taken = 0;
            taken < MaxTakenPerCall && _inner.TryReceive(_scratch, out ReceivedDatagram arrived);
            taken++)
        {
            _incoming.Enqueue(_scratch.AsSpan(0, arrived.LengthBytes), arrived.From, arrived.ReceivedAt);
        }

        return _incoming.TryDequeue(_time.Now(), buffer, out received);
    }

    /// <summary>Disposes the inner link; what is still on the way is gone.</summary>
    public void Dispose() => _inner.Dispose();

    private void SendDue()
    {
        while (_outgoing is not null && _outgoing.TryDequeue(_time.Now(), _scratch, out ReceivedDatagram due))
            _inner.Send(_scratch.AsSpan(0, due.LengthBytes), due.From);
        for (int index = _closing.Count - 1; index >= 0; index--)
            CloseIfSent(index);
    }

    private void CloseIfSent(int index)
    {
        LinkAddress peer = _closing[index];
        if (_outgoing?.Holds(peer) == true)
            return;
        _closing.RemoveAt(index);
        _inner.Close(peer);
    }
}
