namespace Replication.Transport;

/// <summary>Counts what was ignored, by reason.</summary>
internal sealed class NetcodeCounters
{
    private readonly long[] _refused = new long[(int)NetcodeRefusal.SequencesUsedUp + 1];

    /// <summary>Datagrams ignored for this reason so far.</summary>
    public long this[NetcodeRefusal refusal] => _refused[(int)refusal];

    /// <summary>Those that no writer makes.</summary>
    public long Garbage =>
        this[NetcodeRefusal.WrongLength] + this[NetcodeRefusal.UnexpectedKind] + this[NetcodeRefusal.BadSequence]
        + this[NetcodeRefusal.WrongVersion] + this[NetcodeRefusal.WrongProtocol];

    /// <summary>Those on the way to a slot that led to none, but for what was wrong with the token.</summary>
    public long Handshakes =>
        this[NetcodeRefusal.AlreadyConnected] + this[NetcodeRefusal.BadChallenge] + this[NetcodeRefusal.PendingFull]
        + this[NetcodeRefusal.ServerFull] + this[NetcodeRefusal.SequencesUsedUp];

    public void Add(NetcodeRefusal refusal) => _refused[(int)refusal]++;
}
