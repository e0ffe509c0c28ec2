namespace Replication.Transport;

/// <summary>
/// What a client shows when it is challenged, and what it makes of the server's yes: <see cref="OpenProof"/> shows its
/// address alone, <see cref="TokenProof"/> a connect token too. One for each server that is tried.
/// </summary>
internal interface IClientProof
{
    /// <summary>The client's random number, or the part of it that names the attempt.</summary>
    ulong Salt { get; }

    /// <summary>The kind of the server's yes.</summary>
    PacketKind AcceptedKind { get; }

    /// <summary>How long that is.</summary>
    int AcceptedBytes { get; }

    /// <summary>Writes the answer to a challenge.</summary>
    ReadOnlySpan<byte> WriteResponse(
        Span<byte> buffer, in ClientHello hello, ReadOnlySpan<byte> cookie, int maxPayloadBytes);

    /// <summary>Reads the server's yes.</summary>
    /// <returns>False: not what this attempt asked for.</returns>
    bool TryReadAccepted(ReadOnlySpan<byte> packet, out AcceptedAnswer answer);
}

/// <summary>What the server said when it accepted.</summary>
internal readonly record struct AcceptedAnswer(IPacketSeal Seal, ulong SessionId, int MaxPayloadBytes);
