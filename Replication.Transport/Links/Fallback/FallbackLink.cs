using System.Collections.Immutable;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// A client's link that finds out which links lead to the server: UDP first, then TLS and TCP, then WebSocket, each
/// until the time for an answer is over or it fails. The packets of the session's own handshake are the question and
/// the first answer decides; from then on it is that link. So whatever stands on a link falls back without knowing.
/// Used by one thread.
/// </summary>
public sealed class FallbackLink : ILink
{
    private readonly FallbackPlan _plan;
    private readonly TimeProvider _time;
    private readonly ClientLinkOptions _options;
    private readonly Func<LinkEndPoint, LinkAddress, ILink> _open;
    private readonly List<LinkAttempt> _attempts = [];

    private ILink? _link;
    private LinkAddress _linkServer;
    private LinkAddress _named;
    private TimeSpan _giveUpAt;
    private bool _hasAnswer;
    private bool _disposed;

    /// <summary>Opens nothing before the first datagram is sent.</summary>
    /// <param name="endPoints">
    /// Where the server can be reached: at least one. They are tried in the order of <see cref="LinkScheme"/>, those of
    /// one scheme as they stand here, each with all addresses of its host.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no end point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public FallbackLink(IEnumerable<LinkEndPoint> endPoints, TimeProvider time, ClientLinkOptions? options = null)
        : this(endPoints, time, options, open: null)
    {
    }

    internal FallbackLink(
        IEnumerable<LinkEndPoint> endPoints, TimeProvider time, ClientLinkOptions? options,
        Func<LinkEndPoint, LinkAddress, ILink>? open)
    {
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentNullException.ThrowIfNull(time);
        _options = options ?? new ClientLinkOptions();
        _options.Validate();
        _time = time;
        _plan = new FallbackPlan(endPoints);
        MaxDatagramBytes = _plan.LeastOf(_options.MaxDatagramBytesOf);
        _named = ServerAddress;
        _open = open ?? ((endPoint, address) => ClientLinks.Open(endPoint, address, time, _options));
    }

    /// <summary>
    /// An address by which a session without a token may name the server, over whichever link:
    /// <see cref="LinkEndPoint.SessionAddress"/> of the first end point. A token names its own; whichever it is, what
    /// the server answers comes from the address that was last sent to.
    /// </summary>
    public LinkAddress ServerAddress => _plan.First.SessionAddress;

    /// <summary>This end of the link that is tried or was found; no address before.</summary>
    public LinkAddress LocalAddress => _link?.LocalAddress ?? default;

    /// <summary>Whether every one of them encrypts.</summary>
    public bool IsEncrypted => _plan.IsEncrypted;

    /// <summary>What every one of them carries, so that a session need not know which was found.</summary>
    public int MaxDatagramBytes { get; }

    /// <summary>Where the link leads that answered; null before.</summary>
    public LinkEndPoint? Chosen => _hasAnswer ? _attempts[^1].EndPoint : null;

    /// <summary>Whether all were tried in vain. A session on it will end for want of an answer.</summary>
    public bool HasFailed => _link is null && _plan.IsExhausted;

    /// <summary>What was tried so far and what came of it, in order. Allocates.</summary>
    public ImmutableArray<LinkAttempt> Attempts => [.. _attempts];

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        if (_disposed)
            return false;
        _named = to;
        if (!_hasAnswer)
            Advance();
        return _link?.Send(datagram, _linkServer) ?? false;
    }

    /// <inheritdoc/>
    public Span<byte> LendRoom(Span<byte> room) => _link is null ? room : _link.LendRoom(room);

    /// <inheritdoc/>
    public void Flush() => _link?.Flush();

    /// <inheritdoc/>
    public void Close(LinkAddress peer) => _link?.Close(_linkServer);

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        received = default;
        if (_link is null || !_link.TryReceive(buffer, out received))
            return false;
        Hear(ref received);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceive(Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        datagram = default;
        received = default;
        if (_link is null || !_link.TryReceive(buffer, out datagram, out received))
            return false;
        Hear(ref received);
        return true;
    }

    /// <summary>Disposes the link that there is. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _plan.Dispose();
        _link?.Dispose();
    }

    // What the server says, it says under the name that the session knows it by; the first word decides.
    private void Hear(ref ReceivedDatagram received)
    {
        if (received.From != _linkServer)
            return;
        received = received with { From = _named };
        if (_hasAnswer)
            return;
        _hasAnswer = true;
        Conclude(LinkAttemptOutcome.Answered, "connected");
    }

    // Gives up what is hopeless and opens what comes next, as far as that can be done without waiting.
    private void Advance()
    {
        TimeSpan now = _time.Now();
        if (_link is not null && !HasGivenUp(now))
            return;
        while (_link is null && _plan.TryTake(out FallbackStep step))
        {
            _attempts.Add(new LinkAttempt(step.EndPoint, step.Address, LinkAttemptOutcome.Trying, "trying"));
            if (!ClientLinks.CanOpen(step.EndPoint.Scheme))
                Conclude(LinkAttemptOutcome.NotHere, "not to be had on this platform");
            else if (step.Failure is { } failure)
                Conclude(LinkAttemptOutcome.NotFound, failure);
            else
                TryOpen(step, now);
        }
    }

    private bool HasGivenUp(TimeSpan now)
    {
        if (_link is ConnectionLink { LastFailure: { } failure, ConnectionCount: 0 })
            Conclude(LinkAttemptOutcome.Failed, failure);
        else if (now >= _giveUpAt)
            Conclude(LinkAttemptOutcome.NoAnswer, $"no answer in {_options.AttemptTimeout.TotalSeconds} s");
        else
            return false;
        _link!.Dispose();
        _link = null;
        return true;
    }

    private void TryOpen(in FallbackStep step, TimeSpan now)
    {
        try
        {
            _link = _open(step.EndPoint, step.Address);
            _linkServer = step.Address;
            _giveUpAt = now + _options.AttemptTimeout;
        }
        catch (SocketException exception)
        {
            Conclude(LinkAttemptOutcome.Failed, exception.Message);
        }
    }

    private void Conclude(LinkAttemptOutcome outcome, string detail) =>
        _attempts[^1] = _attempts[^1] with { Outcome = outcome, Detail = detail };
}
