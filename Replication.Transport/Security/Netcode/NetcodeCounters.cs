namespace Replication.Transport;

/// <summary>Counts what was ignored, by reason.</summary>
internal sealed class NetcodeCounters
{
    private readonly long[] _refused = new long[(int)NetcodeRefusal.SequencesUsedUp + 1];

    /// <summary>Datagrams ignored for this reason so far.</summary>
    public long this[NetcodeRefusal refusal] => _refused[(int)refusal];

    public void Add(NetcodeRefusal refusal) => _refused[(int)refusal]++;
}
