using System.Collections.Immutable;

namespace Replication.Transport;

/// <summary>
/// In which order channels fill a packet: by lane, but for the one that has waited for longest. A channel that got
/// nothing of a packet though something was due is owed an eighth of that packet; who is owed a packet goes first.
/// </summary>
internal sealed class Lanes
{
    private const int OwedShare = 8;

    private readonly int[] _byPriority;
    private readonly int[] _owedBytes;
    private readonly int _packetBytes;

    public Lanes(ImmutableArray<ChannelOptions> channels, int packetBytes)
    {
        // OrderBy is stable: within a lane the position counts.
        _byPriority = [.. Enumerable.Range(0, channels.Length).OrderBy(index => channels[index].Priority)];
        _owedBytes = new int[channels.Length];
        _packetBytes = packetBytes;
    }

    /// <summary>The channels, the first lane's first.</summary>
    public ReadOnlySpan<int> ByPriority => _byPriority;

    /// <summary>The channel that goes first in the next packet, whatever its lane; -1 for none.</summary>
    public int Overdue()
    {
        int found = -1;
        for (int channel = 0; channel < _owedBytes.Length; channel++)
        {
            if (_owedBytes[channel] >= _packetBytes && (found < 0 || _owedBytes[channel] > _owedBytes[found]))
                found = channel;
        }

        return found;
    }

    /// <summary>Notes what a channel got of a packet.</summary>
    /// <param name="channel">Its position.</param>
    /// <param name="bytes">Its share.</param>
    /// <param name="allBytes">What all got.</param>
    /// <param name="isWaiting">Whether it had more, and was not asked before all others.</param>
    public void Note(int channel, int bytes, int allBytes, bool isWaiting)
    {
        if (bytes > 0 || !isWaiting)
            _owedBytes[channel] = 0;
        else
            _owedBytes[channel] = Math.Min(_packetBytes, _owedBytes[channel] + allBytes / OwedShare);
    }
}
