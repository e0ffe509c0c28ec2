namespace Replication.Transport;

/// <summary>
/// The two keys of a session, one per direction, from both sides' random numbers: a packet of a former session from the
/// same address does not open, and neither does one that is reflected to its sender.
/// </summary>
internal readonly record struct SessionSalts(ulong ToServer, ulong ToClient)
{
    public static SessionSalts From(ulong clientSalt, ulong serverSalt)
    {
        ulong root = Mixing.Mix(clientSalt ^ Mixing.Mix(serverSalt));
        return new SessionSalts(Mixing.Mix(root + 1), Mixing.Mix(root + 2));
    }
}
