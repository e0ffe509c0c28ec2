using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The part of a connect token that only the backend and its servers can read. 1,008 bytes, padded with zeros, to
/// which sealing adds 16:
/// <code>
/// 0 client id 8 | 8 timeout seconds 4 | 12 server addresses | key of the client's packets 32
///   | key of the server's packets 32 | user data 256
/// </code>
/// </summary>
internal readonly ref struct PrivateConnectToken
{
    public const int TextBytes = NetcodeFormat.PrivateTokenBytes - IAead.TagBytes;

    private const int AddressesOffset = 12;

    public ulong ClientId { get; init; }

    /// <summary>Zero or less: never.</summary>
    public int TimeoutSeconds { get; init; }

    public ReadOnlySpan<LinkAddress> Servers { get; init; }

    public ReadOnlySpan<byte> ClientToServerKey { get; init; }

    public ReadOnlySpan<byte> ServerToClientKey { get; init; }

    /// <summary>Shorter ones are padded with zeros.</summary>
    public ReadOnlySpan<byte> UserData { get; init; }

    public void Write(Span<byte> text)
    {
        text[..TextBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(text, ClientId);
        BinaryPrimitives.WriteInt32LittleEndian(text[8..], TimeoutSeconds);
        int offset = AddressesOffset + TokenAddresses.Write(text[AddressesOffset..], Servers);
        ClientToServerKey.CopyTo(text[offset..]);
        ServerToClientKey.CopyTo(text[(offset + IAead.KeyBytes)..]);
        UserData.CopyTo(text[(offset + (2 * IAead.KeyBytes))..]);
    }

    /// <summary>Reads what was opened. The token's spans lie in both arguments.</summary>
    /// <param name="text">The opened bytes.</param>
    /// <param name="servers">Room for <see cref="NetcodeFormat.MaxServers"/>.</param>
    /// <param name="token">The token.</param>
    /// <returns>False: its server addresses are not as the standard has them.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> text, Span<LinkAddress> servers, out PrivateConnectToken token)
    {
        token = default;
        if (text.Length != TextBytes
            || !TokenAddresses.TryRead(text[AddressesOffset..], servers, out int count, out int addressesBytes))
        {
            return false;
        }

        int offset = AddressesOffset + addressesBytes;
        token = new PrivateConnectToken
        {
            ClientId = BinaryPrimitives.ReadUInt64LittleEndian(text),
            TimeoutSeconds = BinaryPrimitives.ReadInt32LittleEndian(text[8..]),
            Servers = servers[..count],
            ClientToServerKey = text.Slice(offset, IAead.KeyBytes),
            ServerToClientKey = text.Slice(offset + IAead.KeyBytes, IAead.KeyBytes),
            UserData = text.Slice(offset + (2 * IAead.KeyBytes), NetcodeFormat.UserDataBytes),
        };
        return true;
    }
}
