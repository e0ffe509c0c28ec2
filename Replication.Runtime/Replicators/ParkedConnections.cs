using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Replication.Runtime;

/// <summary>
/// What is kept of clients whose sessions were cut, until they come back or their time is over. Who names the secret of
/// a session gets it, once; the secret went to that client alone, and no id or address stands for it.
/// </summary>
/// <param name="groups">Where what connections hold comes from and goes.</param>
/// <param name="grace">How long it is kept.</param>
/// <param name="most">For how many clients; the one that left first makes room.</param>
internal sealed class ParkedConnections(RecipientGroups groups, TimeSpan grace, int most)
{
    // Versions count in 16 bits, once a tick at most: a number is given up before it can come round.
    private const int MaxTicks = 32_768;

    private readonly List<ParkedConnection> _parked = [];

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsUsed { get; } = grace > TimeSpan.Zero && most > 0;

    /// <summary>How many are kept.</summary>
    public int Count => _parked.Count;

    /// <summary>Keeps what a client holds.</summary>
    public void Park(UInt128 secret, ulong sessionId, OutgoingReplicator outgoing, TimeSpan now, Tick tick)
    {
        if (_parked.Count == most) GiveUp(0);
        _parked.Add(new ParkedConnection(secret, sessionId, outgoing, now, tick));
    }

    /// <summary>Gives back what is kept under a secret, and keeps it no longer.</summary>
    /// <returns>False where nothing is.</returns>
    public bool TryTake(UInt128 secret, out ParkedConnection connection)
    {
        for (int i = 0; i < _parked.Count; i++)
        {
            if (!AreEqual(_parked[i].Secret, secret)) continue;
            connection = _parked[i];
            _parked.RemoveAt(i);
            return true;
        }

        connection = default;
        return false;
    }

    /// <summary>Gives up what has been kept for too long.</summary>
    public void Expire(TimeSpan now, Tick tick)
    {
        while (_parked.Count > 0
            && (now - _parked[0].Since > grace || tick.DistanceFrom(_parked[0].Tick) > MaxTicks)) GiveUp(0);
    }

    /// <summary>Whether two secrets are the same, in a time that does not tell how far they agree.</summary>
    public static bool AreEqual(UInt128 a, UInt128 b)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, a);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], b);
        return CryptographicOperations.FixedTimeEquals(bytes[..16], bytes[16..]);
    }

    private void GiveUp(int index)
    {
        groups.GiveUp(_parked[index].Outgoing);
        _parked.RemoveAt(index);
    }
}

/// <summary>What is kept of one client.</summary>
/// <param name="Secret">What names it.</param>
/// <param name="SessionId">The session that was cut.</param>
/// <param name="Outgoing">What the client holds.</param>
/// <param name="Since">When it was cut.</param>
/// <param name="Tick">The tick last sent then.</param>
internal readonly record struct ParkedConnection(
    UInt128 Secret, ulong SessionId, OutgoingReplicator Outgoing, TimeSpan Since, Tick Tick);
