using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Compares what connections hold and lack, as far as it can ever show in what they are sent: when a version was
/// acknowledged, and which one before it, is forgotten once it is older than the baselines that packets name.
/// </summary>
internal static class HeldState
{
    /// <summary>A number that is equal where the states are.</summary>
    public static ulong Hash(OutgoingReplicator group)
    {
        Acknowledgements acknowledgements = group.Acknowledgements;
        ClientView view = group.View;
        ulong hash = Mix(acknowledgements.AckedTick?.Value ?? 0, acknowledgements.EarlierTick?.Value ?? 0);
        hash = Mix(hash, (uint)view.Count | (group.WasServed ? 1UL << 32 : 0));
        foreach (ulong word in view.Unsent.Words) hash = Mix(hash, word);
        foreach (ulong word in view.Unacked.Words) hash = Mix(hash, word);
        BaselineTable baselines = view.Baselines;
        for (int index = baselines.Next(0); index >= 0; index = baselines.Next(index + 1))
        {
            ref Baseline baseline = ref baselines[index];
            Facts facts = FactsOf(baseline, acknowledgements.EarlierTick);
            hash = Mix(hash, Mix(facts.Versions, facts.Ticks + facts.CoarseBits) + (ulong)index);
        }

        return hash;
    }

    /// <summary>Whether two states are the same.</summary>
    public static bool AreEqual(OutgoingReplicator left, OutgoingReplicator right)
    {
        ClientView a = left.View;
        ClientView b = right.View;
        if (left.Acknowledgements.AckedTick != right.Acknowledgements.AckedTick
            || left.Acknowledgements.EarlierTick != right.Acknowledgements.EarlierTick
            || left.WasServed != right.WasServed
            || a.Count != b.Count || a.ChosenCount != b.ChosenCount || a.GapBits != b.GapBits
            || a.Precision != b.Precision
            || !a.InView.Words.SequenceEqual(b.InView.Words)
            || !a.Unsent.Words.SequenceEqual(b.Unsent.Words)
            || !a.Unacked.Words.SequenceEqual(b.Unacked.Words)) return false;
        int index = a.Baselines.Next(0);
        for (; index >= 0; index = a.Baselines.Next(index + 1))
        {
            if (!b.Baselines.Has(index) || !AreEqual(a, b, index, left.Acknowledgements.EarlierTick)) return false;
        }

        // As many on both sides: what is not in view is in none or in both.
        for (index = b.Baselines.Next(0); index >= 0; index = b.Baselines.Next(index + 1))
        {
            if (!a.Baselines.Has(index)) return false;
        }

        return true;
    }

    private static bool AreEqual(ClientView a, ClientView b, int index, Tick? earlier)
    {
        int place = a.Baselines.PlaceOf(index);
        int other = b.Baselines.PlaceOf(index);
        return FactsOf(a.Baselines[index], earlier) == FactsOf(b.Baselines[index], earlier)
            && a.Baselines.Priorities[place] == b.Baselines.Priorities[other]
            && a.Baselines.Weights[place] == b.Baselines.Weights[other];
    }

    private static Facts FactsOf(in Baseline baseline, Tick? earlier)
    {
        bool isAcked = baseline.Has(BaselineFlags.Acked);
        bool isRecent = isAcked && (earlier is not { } tick || baseline.AckedAt.IsNewerThan(tick));
        bool isThisStay = isAcked && !baseline.Since.IsNewerThan(baseline.AckedAt);
        ulong versions = baseline.Generation | ((ulong)baseline.Flags << 16);
        if (isAcked) versions |= (ulong)baseline.AckedVersion << 32;
        if (baseline.Has(BaselineFlags.Sent)) versions |= (ulong)baseline.SentVersion << 48;
        ulong ticks = isRecent ? baseline.AckedAt.Value : 0;
        if (isRecent && baseline.Has(BaselineFlags.Earlier)) ticks ^= (ulong)baseline.EarlierVersion << 32;
        int coarseBits = isAcked ? baseline.AckedCoarseBits : 0;
        if (baseline.Has(BaselineFlags.Sent)) coarseBits |= baseline.SentCoarseBits << 8;
        return new Facts(versions, ticks, isThisStay ? 0 : baseline.Since.Value, (uint)coarseBits);
    }

    private static ulong Mix(ulong hash, ulong value) =>
        (BitOperations.RotateLeft(hash, 23) ^ value) * 0x9E37_79B9_7F4A_7C15;

    private readonly record struct Facts(ulong Versions, ulong Ticks, uint Since, uint CoarseBits);
}
