using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// Makes connect tokens: the backend's half of netcode 1.02. Knows the private key that the game's servers know too;
/// it belongs on machines that authenticate players, never into a client. Used by one thread.
/// </summary>
public sealed class ConnectTokenMint : IDisposable
{
    /// <summary>The length of a private key in bytes: 32.</summary>
    public const int PrivateKeyBytes = IAead.KeyBytes;

    /// <summary>How many bytes of user data a token has room for: 256.</summary>
    public const int MaxUserDataBytes = NetcodeFormat.UserDataBytes;

    private readonly ulong _protocolId;
    private readonly TimeProvider _time;
    private readonly ConnectTokenOptions _options;
    private readonly RandomNumberGenerator _random;
    private readonly PrivateTokenSeal _seal;

    /// <summary>Imports the key.</summary>
    /// <param name="protocolId">Names the game's protocol; the servers' must be the same.</param>
    /// <param name="privateKey">32 random bytes, the servers' too; copied.</param>
    /// <param name="time">Its calendar says when tokens expire.</param>
    /// <param name="options">The times in the tokens; null for the defaults.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ConnectTokenMint(
        ulong protocolId, ReadOnlySpan<byte> privateKey, TimeProvider time, ConnectTokenOptions? options = null)
        : this(protocolId, privateKey, time, options, AeadSources.Best, RandomNumberGenerator.Create())
    {
    }

    internal ConnectTokenMint(
        ulong protocolId,
        ReadOnlySpan<byte> privateKey,
        TimeProvider time,
        ConnectTokenOptions? options,
        IAeadSource ciphers,
        RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (privateKey.Length != PrivateKeyBytes)
            Throw.KeyLength(privateKey.Length);
        options ??= new ConnectTokenOptions();
        options.Validate();
        _protocolId = protocolId;
        _time = time;
        _options = options;
        _random = random;
        _seal = new PrivateTokenSeal(ciphers, privateKey, protocolId);
    }

    /// <summary>Makes a token with fresh random keys. Allocates about 5 KiB.</summary>
    /// <param name="clientId">Who the client is; a server has no two of the same at a time.</param>
    /// <param name="servers">
    /// Where to connect, 1 to 32 addresses as clients reach them, in the order in which they are tried. A token of one
    /// address is the strongest: see docs/security.md.
    /// </param>
    /// <param name="userData">What the servers shall learn of the client, at most 256 bytes; zeros follow.</param>
    /// <exception cref="ArgumentException">None or too many servers, or too much user data.</exception>
    public ConnectToken Mint(
        ulong clientId, ReadOnlySpan<LinkAddress> servers, ReadOnlySpan<byte> userData = default)
    {
        if (servers.IsEmpty || servers.Length > NetcodeFormat.MaxServers)
            Throw.TokenServerCount(servers.Length);
        if (userData.Length > MaxUserDataBytes)
            Throw.UserDataTooLong(userData.Length);

        Span<byte> secrets = stackalloc byte[IAead.LongNonceBytes + (2 * IAead.KeyBytes)];
        _random.GetBytes(secrets);
        var token = new PrivateConnectToken
        {
            ClientId = clientId,
            TimeoutSeconds = (int)_options.Timeout.TotalSeconds,
            Servers = servers,
            ClientToServerKey = secrets.Slice(IAead.LongNonceBytes, IAead.KeyBytes),
            ServerToClientKey = secrets[(IAead.LongNonceBytes + IAead.KeyBytes)..],
            UserData = userData,
        };
        ConnectToken minted = Write(token, secrets[..IAead.LongNonceBytes]);
        CryptographicOperations.ZeroMemory(secrets);
        return minted;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _seal.Dispose();

    private ConnectToken Write(in PrivateConnectToken token, ReadOnlySpan<byte> nonce)
    {
        ulong created = (ulong)_time.GetUtcNow().ToUnixTimeSeconds();
        ulong expires = created + (ulong)_options.Lifetime.TotalSeconds;
        Span<byte> bytes = stackalloc byte[ConnectToken.LengthBytes];
        bytes.Clear();
        NetcodeFormat.Version.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[13..], _protocolId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[21..], created);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[29..], expires);
        nonce.CopyTo(bytes[ConnectToken.NonceOffset..]);

        Span<byte> privatePart = bytes.Slice(ConnectToken.PrivateOffset, NetcodeFormat.PrivateTokenBytes);
        token.Write(privatePart);
        _seal.Seal(privatePart, expires, nonce);

        BinaryPrimitives.WriteInt32LittleEndian(bytes[ConnectToken.TimeoutOffset..], token.TimeoutSeconds);
        int offset = ConnectToken.AddressesOffset;
        offset += TokenAddresses.Write(bytes[offset..], token.Servers);
        token.ClientToServerKey.CopyTo(bytes[offset..]);
        token.ServerToClientKey.CopyTo(bytes[(offset + IAead.KeyBytes)..]);

        bool isReadable = ConnectToken.TryRead(bytes, out ConnectToken? minted);
        Debug.Assert(isReadable, "What was minted is a token.");
        return minted!;
    }
}
