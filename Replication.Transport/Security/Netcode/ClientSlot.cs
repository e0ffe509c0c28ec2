namespace Replication.Transport;

/// <summary>A connected client as its server knows it.</summary>
internal sealed class ClientSlot
{
    private readonly byte[] _userData;

    public ClientSlot(int index, PendingClient pending, ReadOnlySpan<byte> userData, SealedPath path)
    {
        Index = index;
        ClientId = pending.ClientId;
        TimeoutSeconds = pending.TimeoutSeconds;
        Path = path;
        _userData = userData.ToArray();
    }

    /// <summary>0 to one below the server's slots; the lowest one that was free.</summary>
    public int Index { get; }

    /// <summary>Who it is, as the backend says.</summary>
    public ulong ClientId { get; }

    /// <summary>What the backend says about it; 256 bytes.</summary>
    public ReadOnlyMemory<byte> UserData => _userData;

    public LinkAddress Remote => Path.Remote;

    public int TimeoutSeconds { get; }

    public SealedPath Path { get; }

    /// <summary>When it got its slot.</summary>
    public TimeSpan ConnectedAt { get; set; }

    /// <summary>Whether a session has begun in its payloads.</summary>
    public bool HasSession { get; set; }

    /// <summary>
    /// Whether the client has sent anything from its slot. Until then it may not know of the slot, and each payload has
    /// a keep-alive before it that says so.
    /// </summary>
    public bool IsConfirmed { get; set; }
}
