using System.Diagnostics;

namespace Replication.Transport;

/// <summary>
/// Where a session's packets go, and how that changes. A client's address changes under it when its network does, or
/// when a router forgets it. A packet that opened and is newer than all before it, from another address, makes that a
/// candidate: it gets a challenge, and nothing else until it has answered, since anybody may have repeated the packet
/// from an address of his choice. At most three bytes go to a candidate for each that came from it. The path before
/// stays in use until then. One candidate at a time, at most one challenge in 100 ms.
/// </summary>
internal sealed class PeerPath(ILink link, LinkAddress remote)
{
    /// <summary>The body of a challenge and of its answer.</summary>
    public const int ChallengeBytes = sizeof(ulong);

    private const int MaxAmplification = 3;

    private static readonly TimeSpan ChallengeInterval = TimeSpan.FromMilliseconds(100);

    private LinkAddress _candidate;
    private long _candidateAllowanceBytes;
    private ulong _challenge;
    private TimeSpan _challengedAt;
    private bool _isChallenged;

    public LinkAddress Remote { get; private set; } = remote;

    /// <summary>How often the peer proved that it is somewhere else now.</summary>
    public long Changes { get; private set; }

    public bool Send(ReadOnlySpan<byte> packet) => link.Send(packet, Remote);

    /// <summary>Notes a packet from elsewhere than <see cref="Remote"/> that opened and is the newest.</summary>
    /// <returns>Whether a challenge is due.</returns>
    public bool HearElsewhere(LinkAddress from, int lengthBytes, TimeSpan now)
    {
        if (from != _candidate)
        {
            _candidate = from;
            _candidateAllowanceBytes = 0;
            _isChallenged = false;
        }

        _candidateAllowanceBytes += MaxAmplification * lengthBytes;
        return !_isChallenged || now - _challengedAt >= ChallengeInterval;
    }

    /// <summary>The bytes that a candidate must send back: the same ones until it is another one.</summary>
    /// <param name="random">Where new ones come from.</param>
    /// <param name="now">The time.</param>
    public ulong ChallengeCandidate(Func<ulong> random, TimeSpan now)
    {
        if (!_isChallenged)
            _challenge = random();
        _isChallenged = true;
        _challengedAt = now;
        return _challenge;
    }

    /// <returns>False: it would be more than what came from there allows, or the link refused it.</returns>
    public bool SendToCandidate(ReadOnlySpan<byte> packet)
    {
        Debug.Assert(_isChallenged, "Nothing but a challenge goes there.");
        if (packet.Length > _candidateAllowanceBytes)
            return false;
        _candidateAllowanceBytes -= packet.Length;
        return link.Send(packet, _candidate);
    }

    /// <summary>Turns to the candidate when it has answered.</summary>
    /// <returns>False: from elsewhere, or another answer.</returns>
    public bool TryTurn(LinkAddress from, ulong answer)
    {
        if (!_isChallenged || from != _candidate || answer != _challenge)
            return false;
        Remote = from;
        Changes++;
        _isChallenged = false;
        _candidate = default;
        return true;
    }
}
