using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Whether deltas against old versions still pay for rows of one layout: what moved for seconds differs by as much as
/// it has, and then the full state, which names no baseline and is the same for everybody, is the better one. Learned
/// from what was sent, by how many versions lie between.
/// </summary>
/// <remarks>
/// Ten thousand movers at 1 % of the budget that they would take, each sent every 100 ticks: 40 % less processor time
/// and 1 % fewer bytes than trying each (benchmark world, --near-first). Sums do not depend on who sends first, so the
/// bytes are the same with any number of workers.
/// </remarks>
internal sealed class DeltaWorth
{
    // By the logarithm of the versions between.
    private const int Classes = 16;

    // One row in so many tries though it seems not to pay, so that it shows when it does again.
    private const uint RowsForTrial = 16;

    // What a delta must save of the full state to be worth its encoding, and what it takes to name its baseline.
    private const int FullForSaving = 16;
    private const int NamingBits = 10;

    // How much certainty is kept; few ticks' worth, so that the answer follows the game.
    private const int MostBits = 1 << 16;

    private readonly int[] _tickBits = new int[Classes];
    private readonly int[] _bits = new int[Classes];

    /// <summary>Whether a delta is to be tried.</summary>
    /// <param name="versions">How many versions lie between the baseline and now.</param>
    /// <param name="turn">The tick and the row together, so that neighbours take turns in trying.</param>
    public bool Pays(ushort versions, uint turn) =>
        _bits[BitOperations.Log2((uint)versions | 1)] >= 0 || turn % RowsForTrial == 0;

    /// <summary>Notes what was sent where a delta was tried. For any thread.</summary>
    /// <param name="versions">How many versions lay between.</param>
    /// <param name="fullBits">What the full state takes.</param>
    /// <param name="deltaBits">What the delta took; null where it was no shorter.</param>
    public void Note(ushort versions, int fullBits, int? deltaBits)
    {
        int saved = deltaBits is { } bits ? fullBits - bits - NamingBits : 0;
        Interlocked.Add(ref _tickBits[BitOperations.Log2((uint)versions | 1)], saved - (fullBits / FullForSaving));
    }

    /// <summary>Takes in what a tick sent.</summary>
    public void Update()
    {
        for (int i = 0; i < Classes; i++)
        {
            _bits[i] = (int)Math.Clamp((long)_bits[i] + _tickBits[i], -MostBits, MostBits);
            _tickBits[i] = 0;
        }
    }
}
