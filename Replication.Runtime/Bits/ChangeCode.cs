using System.Numerics;

namespace Replication.Runtime;

// Which fields changed, in a trained code. Fields are ranked by how often they change, the most changeable first:
//
//     up to 8 fields    a symbol, its bits the fields
//     more              a symbol, its bits the groups of 8 in which any changed; then a symbol for each such group

/// <summary>The static code of a component's change mask, trained on a recording.</summary>
/// <remarks>
/// Does not change after it was made; safe from any thread. Reading and writing allocate nothing and throw nothing.
/// </remarks>
public sealed class ChangeCode
{
    /// <summary>How many fields have a symbol together.</summary>
    internal const int GroupFields = 8;

    private readonly SymbolCode[] _groups;
    private readonly SymbolCode? _whichGroups;

    /// <summary>Makes the code.</summary>
    /// <param name="lengths">
    /// For each group of eight fields the bits of each symbol, one hexadecimal digit each, 1 to f; with more than one
    /// group, at the end those of the symbol that says in which groups a field changed.
    /// </param>
    /// <exception cref="ArgumentException">The lengths are not those of a prefix code.</exception>
    public ChangeCode(params ReadOnlySpan<string> lengths)
    {
        int groups = Math.Max(1, lengths.Length - 1);
        _groups = new SymbolCode[groups];
        for (int i = 0; i < groups; i++) _groups[i] = new SymbolCode(lengths[i]);
        if (lengths.Length > 1) _whichGroups = new SymbolCode(lengths[groups]);
        if (_whichGroups is not null && _whichGroups.Count != 1 << groups)
            Throw.CodeSymbols(_whichGroups.Count, 1 << groups);
    }

    /// <summary>The code of each group's symbols, and at the end that of the groups where there are several.</summary>
    internal IEnumerable<SymbolCode> Codes => _whichGroups is null ? _groups : _groups.Append(_whichGroups);

    /// <summary>How many symbols each code for so many fields has, in the order of <see cref="Codes"/>.</summary>
    internal static int[] SymbolCounts(int fields)
    {
        int groups = Math.Max(1, (fields + GroupFields - 1) / GroupFields);
        IEnumerable<int> counts = Enumerable.Range(0, groups)
            .Select(group => 1 << Math.Min(GroupFields, fields - (group * GroupFields)));
        return groups == 1 ? [.. counts] : [.. counts, 1 << groups];
    }

    /// <summary>Writes which fields changed.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="changed">Bit i: the field of rank i.</param>
    public void Write(ref BitWriter writer, ulong changed)
    {
        if (_whichGroups is null)
        {
            _groups[0].Write(ref writer, (int)changed);
            return;
        }

        int which = GroupsOf(changed);
        _whichGroups.Write(ref writer, which);
        for (; which != 0; which &= which - 1)
        {
            int group = BitOperations.TrailingZeroCount(which);
            _groups[group].Write(ref writer, (byte)(changed >> (group * GroupFields)));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The mask; any mask of the component's fields when the reader failed.</returns>
    public ulong Read(ref BitReader reader)
    {
        if (_whichGroups is null) return (ulong)_groups[0].Read(ref reader);
        ulong changed = 0;
        for (int which = _whichGroups.Read(ref reader); which != 0; which &= which - 1)
        {
            int group = BitOperations.TrailingZeroCount(which);
            changed |= (ulong)_groups[group].Read(ref reader) << (group * GroupFields);
        }

        return changed;
    }

    /// <summary>In which groups of eight a field changed.</summary>
    internal static int GroupsOf(ulong changed)
    {
        int which = 0;
        for (int group = 0; changed != 0; group++, changed >>= GroupFields)
        {
            if ((byte)changed != 0) which |= 1 << group;
        }

        return which;
    }
}
