namespace Replication.Runtime;

/// <summary>
/// Keeps connections together that hold the same: one view, one selection, one encoding and the same packets serve them
/// all. They part where something happens to one and not to another, and meet again when they hold the same again.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="historyTicks">How long superseded versions can serve as baselines.</param>
internal sealed class RecipientGroups(RowTable rows, int historyTicks)
{
    // Finding out who holds the same walks what each holds. It may cost a small part of what a tick's packets cost, or
    // of so many ticks'.
    private const int RowsForRecord = 4;
    private const int TicksBetweenWalks = 16;

    private readonly List<OutgoingReplicator> _groups = [];
    private readonly List<OutgoingReplicator> _parts = [];
    private readonly List<ulong> _hashes = [];
    private readonly Stack<OutgoingReplicator> _spare = [];

    /// <summary>The groups, in the order in which they came to be.</summary>
    public List<OutgoingReplicator> Groups => _groups;

    /// <summary>Takes in a connection that holds nothing.</summary>
    public void Join(Recipient recipient)
    {
        OutgoingReplicator group = Rent();
        _groups.Add(group);
        group.Recipients.Add(recipient);
        recipient.Outgoing = group;
    }

    /// <summary>Lets a connection go.</summary>
    public void Leave(Recipient recipient)
    {
        recipient.Close();
        if (recipient.Outgoing is not { } group) return;
        recipient.Outgoing = null;
        group.Recipients.Remove(recipient);
        if (group.Recipients.Count > 0)
        {
            group.View.DropUser();
            return;
        }

        group.View.Close();
        _groups.Remove(group);
        Return(group);
    }

    /// <summary>Lets a connection go that may come back: what it holds is kept, and nothing is sent to it.</summary>
    /// <param name="recipient">The connection; it was sent something.</param>
    /// <returns>What it holds, for <see cref="Resume"/> or <see cref="GiveUp"/>.</returns>
    public OutgoingReplicator Keep(Recipient recipient)
    {
        OutgoingReplicator group = recipient.Outgoing!;
        OutgoingReplicator kept = group;
        group.Recipients.Remove(recipient);
        if (group.Recipients.Count > 0)
        {
            // Rows count it as one that knows them, now through what is kept.
            kept = Rent();
            kept.CopyFrom(group);
            group.View.UserCount = group.Recipients.Count;
        }
        else
        {
            _groups.Remove(group);
        }

        recipient.ApplyTo(kept.Acknowledgements);
        recipient.Close();
        recipient.Outgoing = null;
        return kept;
    }

    /// <summary>Gives a connection what was kept of a former one, in place of what it has.</summary>
    public void Resume(Recipient recipient, OutgoingReplicator kept)
    {
        Leave(recipient);
        kept.View.Resume();
        kept.Recipients.Add(recipient);
        recipient.Outgoing = kept;
        _groups.Add(kept);
    }

    /// <summary>Gives up what was kept: nobody comes back for it.</summary>
    public void GiveUp(OutgoingReplicator kept)
    {
        kept.View.Close();
        Return(kept);
    }

    /// <summary>Takes in what happened since the last tick.</summary>
    /// <param name="tick">The tick that is about to be sent.</param>
    /// <param name="changedCount">How many rows changed in it.</param>
    /// <param name="canMeet">Whether two connections can hold the same.</param>
    public void Regroup(Tick tick, int changedCount, bool canMeet)
    {
        int count = _groups.Count;
        for (int i = 0; i < count; i++) Part(_groups[i]);
        if (canMeet && _groups.Count > 1) Meet(tick, changedCount);
    }

    // Whoever is like the first stays; the others go, each with those who are like it.
    private void Part(OutgoingReplicator group)
    {
        List<Recipient> recipients = group.Recipients;
        _parts.Clear();
        _parts.Add(group);
        int stay = 1;
        for (int i = 1; i < recipients.Count; i++)
        {
            Recipient recipient = recipients[i];
            if (recipient.IsLike(recipients[0], group.AmpleBytes))
                recipients[stay++] = recipient;
            else
                Move(recipient, PartFor(recipient, group));
        }

        recipients.RemoveRange(stay, recipients.Count - stay);
        foreach (OutgoingReplicator part in _parts)
        {
            part.View.UserCount = part.Recipients.Count;
            part.Recipients[0].ApplyTo(part.Acknowledgements);
            foreach (Recipient recipient in part.Recipients) recipient.ForgetOutcomes();
        }
    }

    private OutgoingReplicator PartFor(Recipient recipient, OutgoingReplicator group)
    {
        for (int i = 1; i < _parts.Count; i++)
        {
            if (recipient.IsLike(_parts[i].Recipients[0], group.AmpleBytes)) return _parts[i];
        }

        OutgoingReplicator part = Rent();
        part.CopyFrom(group);
        _parts.Add(part);
        _groups.Add(part);
        return part;
    }

    private void Meet(Tick tick, int changedCount)
    {
        bool isDue = tick.Value % TicksBetweenWalks == 0;
        _hashes.Clear();
        for (int i = 0; i < _groups.Count; i++)
        {
            OutgoingReplicator group = _groups[i];
            bool isWalked = isDue || group.View.Count <= changedCount * RowsForRecord;
            ulong hash = isWalked ? HeldState.Hash(group) : 0;
            int known = isWalked ? _hashes.IndexOf(hash) : -1;
            if (known < 0 || !CanJoin(group, _groups[known]))
            {
                _hashes.Add(hash);
                continue;
            }

            foreach (Recipient recipient in group.Recipients) Move(recipient, _groups[known]);
            _groups[known].View.UserCount = _groups[known].Recipients.Count;
            _groups.RemoveAt(i--);
            Return(group);
        }
    }

    private static bool CanJoin(OutgoingReplicator group, OutgoingReplicator other) =>
        group.Recipients[0].IsLike(other.Recipients[0], Math.Max(group.AmpleBytes, other.AmpleBytes))
        && HeldState.AreEqual(group, other);

    private static void Move(Recipient recipient, OutgoingReplicator to)
    {
        to.Recipients.Add(recipient);
        recipient.Outgoing = to;
    }

    private OutgoingReplicator Rent() =>
        _spare.TryPop(out OutgoingReplicator? spare) ? spare : new OutgoingReplicator(rows, historyTicks);

    private void Return(OutgoingReplicator group)
    {
        group.Reset();
        _spare.Push(group);
    }
}
