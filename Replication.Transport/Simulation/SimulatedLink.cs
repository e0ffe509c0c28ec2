namespace Replication.Transport;

/// <summary>
/// Makes a real link bad: what it receives goes through a <see cref="NetworkSimulator"/> first, and arrives when the
/// simulator says. What it sends is untouched, so a connection that is bad both ways has one of these at both ends.
/// Works in release builds. Owns the inner link. Used by one thread.
/// </summary>
public sealed class SimulatedLink : ILink
{
    // A flood must not keep one call busy for ever; what is left is taken by the next.
    private const int MaxTakenPerCall = 4_096;

    private readonly ILink _inner;
    private readonly NetworkSimulator _simulator;
    private readonly TimeProvider _time;
    private readonly byte[] _scratch = new byte[ushort.MaxValue];

    /// <summary>Wraps a link.</summary>
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
        _simulator = new NetworkSimulator(incoming, seed);
    }

    /// <inheritdoc/>
    public LinkAddress LocalAddress => _inner.LocalAddress;

    /// <inheritdoc/>
    public bool IsEncrypted => _inner.IsEncrypted;

    /// <summary>How bad the direction towards this end is. New conditions hold for what arrives from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A condition is out of its range.</exception>
    public NetworkConditions Conditions
    {
        get => _simulator.Conditions;
        set => _simulator.Conditions = value;
    }

    /// <summary>What the simulator did so far.</summary>
    public SimulatorStatistics Statistics => _simulator.Statistics;

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to) => _inner.Send(datagram, to);

    /// <inheritdoc/>
    public void Flush() => _inner.Flush();

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        for (int taken = 0;
            taken < MaxTakenPerCall && _inner.TryReceive(_scratch, out ReceivedDatagram arrived);
            taken++)
        {
            _simulator.Enqueue(_scratch.AsSpan(0, arrived.LengthBytes), arrived.From, arrived.ReceivedAt);
        }

        return _simulator.TryDequeue(_time.Now(), buffer, out received);
    }

    /// <summary>Disposes the inner link; what is still on the way is gone.</summary>
    public void Dispose() => _inner.Dispose();
}
