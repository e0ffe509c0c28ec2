using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// Hashes of the states of replicas, to find out while playing that two sides do not have the same. What differs is
/// found with recordings of both, see <see cref="Divergence"/>.
/// </summary>
/// <remarks>Nothing is kept or computed unless it is asked for. Allocates nothing.</remarks>
public static class RowHashes
{
    /// <summary>The hashes of a server's replicas, as of the tick last captured.</summary>
    /// <param name="server">The server.</param>
    /// <param name="hashes">Takes one for each replica, by index, as far as there is room.</param>
    /// <returns>How many replicas there are.</returns>
    public static int Of(ReplicationServer server, Span<RowHash> hashes) => Of(server.Rows, hashes);

    /// <summary>
    /// The hashes of what a client received. Replicas whose newest state came coarse are left out
    /// (<see cref="ReplicationOptions.MaxCoarseBits"/>): the server has no such state.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="hashes">Takes one for each of the other replicas, by index, as far as there is room.</param>
    /// <returns>How many such replicas there are.</returns>
    public static int Of(ReplicationClient client, Span<RowHash> hashes) => Of(client.World.Rows, hashes);

    /// <summary>
    /// Finds the first replica that a client does not have as its server has it, of those whose newest state it has
    /// received. What it was not sent is no difference.
    /// </summary>
    /// <param name="server">The server's hashes.</param>
    /// <param name="client">The client's.</param>
    /// <param name="difference">Takes the client's hash of it.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryFindDifference(
        ReadOnlySpan<RowHash> server, ReadOnlySpan<RowHash> client, out RowHash difference)
    {
        int next = 0;
        foreach (RowHash received in client)
        {
            while (next < server.Length && server[next].Replica.Index < received.Replica.Index) next++;
            if (next == server.Length) break;
            RowHash had = server[next];
            bool isNewest = had.Replica == received.Replica && !had.ChangedAt.IsNewerThan(received.ChangedAt);
            if (!isNewest || had.Hash == received.Hash) continue;
            difference = received;
            return true;
        }

        difference = default;
        return false;
    }

    private static int Of(RowTable rows, Span<RowHash> hashes)
    {
        int count = 0;
        for (int index = 0; index < rows.Count; index++)
        {
            ref Row row = ref rows[index];
            if (row.State != RowState.Alive || row.CoarseBits > 0) continue;
            if (count++ >= hashes.Length) continue;
            ulong hash = XxHash3.HashToUInt64(
                MemoryMarshal.AsBytes(rows.Words(row)), unchecked((long)row.Layout!.Mask.Bits));
            hashes[count - 1] = new RowHash(new ReplicaId(index, row.Generation), row.ChangedAt, hash);
        }

        return count;
    }
}

/// <summary>The hash of a replica's state.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="ChangedAt">
/// The tick in which the state came to be; on a client a later one, of which it received the state.
/// </param>
/// <param name="Hash">Equal where components and quantised fields are equal.</param>
public readonly record struct RowHash(ReplicaId Replica, Tick ChangedAt, ulong Hash);
