using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>
/// What lets one client connect once: a backend that knows the client makes it (<see cref="ConnectTokenMint"/>) and
/// hands it over on a channel that is itself secure, such as HTTPS, because whoever holds it is that client. The
/// format is netcode 1.02's, 2,048 bytes padded with zeros:
/// <code>
/// 0 version 13 | 13 protocol id 8 | 21 created 8 | 29 expires 8 | 37 nonce 24 | 61 sealed private part 1024
///   | 1085 timeout seconds 4 | 1089 server addresses | key of the client's packets 32 | key of the server's packets 32
/// </code>
/// Immutable; any thread.
/// </summary>
public sealed class ConnectToken
{
    /// <summary>The length of every token in bytes: 2,048.</summary>
    public const int LengthBytes = NetcodeFormat.ConnectTokenBytes;

    internal const int NonceOffset = 37;
    internal const int PrivateOffset = 61;
    internal const int TimeoutOffset = 1_085;
    internal const int AddressesOffset = 1_089;

    private readonly byte[] _bytes;
    private readonly LinkAddress[] _servers;
    private readonly int _keysOffset;

    private ConnectToken(byte[] bytes, LinkAddress[] servers, int keysOffset)
    {
        _bytes = bytes;
        _servers = servers;
        _keysOffset = keysOffset;
    }

    /// <summary>All of it, keys included: as secret as a password until the client has connected.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Names the game's protocol; a server with another one does not answer.</summary>
    public ulong ProtocolId => ReadUInt64(13);

    /// <summary>When the backend made it: seconds since 1970-01-01 UTC by the backend's clock.</summary>
    public ulong CreateTimestamp => ReadUInt64(21);

    /// <summary>
    /// From when on no server takes it: seconds since 1970-01-01 UTC. A session that it began lives on.
    /// </summary>
    public ulong ExpireTimestamp => ReadUInt64(29);

    /// <summary>
    /// How long both sides wait in silence before they give the connection up, in seconds; zero or less means for
    /// ever, for debugging.
    /// </summary>
    public int TimeoutSeconds => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(TimeoutOffset));

    /// <summary>The servers that take it, 1 to 32, in the order in which the client tries them.</summary>
    public ReadOnlyMemory<LinkAddress> Servers => _servers;

    internal ReadOnlySpan<byte> Nonce => _bytes.AsSpan(NonceOffset, IAead.LongNonceBytes);

    internal ReadOnlySpan<byte> Private => _bytes.AsSpan(PrivateOffset, NetcodeFormat.PrivateTokenBytes);

    internal ReadOnlySpan<byte> ClientToServerKey => _bytes.AsSpan(_keysOffset, IAead.KeyBytes);

    internal ReadOnlySpan<byte> ServerToClientKey => _bytes.AsSpan(_keysOffset + IAead.KeyBytes, IAead.KeyBytes);

    /// <summary>Reads what a backend sent. Never throws for what the bytes say; allocates about 3 KiB.</summary>
    /// <param name="bytes">2,048 bytes; copied.</param>
    /// <param name="token">The token, or null.</param>
    /// <returns>
    /// False: another length or version, expired before it was made, or its addresses are not as the standard has them.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ConnectToken? token)
    {
        token = null;
        if (bytes.Length != LengthBytes || !bytes.StartsWith(NetcodeFormat.Version))
            return false;
        Span<LinkAddress> servers = stackalloc LinkAddress[NetcodeFormat.MaxServers];
        if (!TokenAddresses.TryRead(bytes[AddressesOffset..], servers, out int count, out int addressesBytes))
            return false;
        var read = new ConnectToken(bytes.ToArray(), servers[..count].ToArray(), AddressesOffset + addressesBytes);
        if (read.CreateTimestamp > read.ExpireTimestamp)
            return false;
        token = read;
        return true;
    }

    private ulong ReadUInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
