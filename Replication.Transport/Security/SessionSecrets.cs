using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// From a connect token's two keys and both sides' random numbers to everything that one session needs; HKDF with
/// SHA-256 (RFC 5869).
/// <code>
/// root      = Extract(salt: client random 32 | server random 32, key of the client's packets 32 | of the server's 32)
/// to server = Expand(root, "replication 1 to server")        the first secret of <see cref="KeyChain"/>
/// to client = Expand(root, "replication 1 to client")
/// </code>
/// Neither side alone decides the keys, so a token that is shown twice, or to two servers, never gives the same ones.
/// </summary>
internal static class SessionSecrets
{
    public const int RandomBytes = 32;

    /// <summary>Derives the server's side of a session's seal.</summary>
    public static AeadSeal ForServer(
        IAeadSource ciphers, CipherKind kind, in TokenKeys keys, SessionRandoms randoms)
    {
        (KeyChain toServer, KeyChain toClient) = Derive(ciphers, kind, keys, randoms);
        return new AeadSeal(new OutgoingKeys(toClient), new IncomingKeys(toServer), receivesId: true);
    }

    /// <summary>Derives the client's side of a session's seal.</summary>
    public static AeadSeal ForClient(
        IAeadSource ciphers, CipherKind kind, in TokenKeys keys, SessionRandoms randoms, ushort connectionId)
    {
        (KeyChain toServer, KeyChain toClient) = Derive(ciphers, kind, keys, randoms);
        return new AeadSeal(new OutgoingKeys(toServer), new IncomingKeys(toClient), connectionId);
    }

    private static (KeyChain ToServer, KeyChain ToClient) Derive(
        IAeadSource ciphers, CipherKind kind, in TokenKeys keys, SessionRandoms randoms)
    {
        Span<byte> root = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> material = stackalloc byte[2 * IAead.KeyBytes];
        Span<byte> salt = stackalloc byte[2 * RandomBytes];
        Span<byte> secret = stackalloc byte[IAead.KeyBytes];
        keys.ClientToServer.CopyTo(material);
        keys.ServerToClient.CopyTo(material[IAead.KeyBytes..]);
        randoms.Client.CopyTo(salt);
        randoms.Server.CopyTo(salt[RandomBytes..]);
        HKDF.Extract(HashAlgorithmName.SHA256, material, salt, root);

        HKDF.Expand(HashAlgorithmName.SHA256, root, secret, "replication 1 to server"u8);
        var toServer = new KeyChain(ciphers, kind, secret);
        HKDF.Expand(HashAlgorithmName.SHA256, root, secret, "replication 1 to client"u8);
        var toClient = new KeyChain(ciphers, kind, secret);

        CryptographicOperations.ZeroMemory(root);
        CryptographicOperations.ZeroMemory(material);
        CryptographicOperations.ZeroMemory(secret);
        return (toServer, toClient);
    }
}

/// <summary>The two keys that a connect token brings to its client and its server.</summary>
internal readonly ref struct TokenKeys(ReadOnlySpan<byte> clientToServer, ReadOnlySpan<byte> serverToClient)
{
    public ReadOnlySpan<byte> ClientToServer { get; } = clientToServer;

    public ReadOnlySpan<byte> ServerToClient { get; } = serverToClient;
}

/// <summary>What each side adds to the keys, <see cref="SessionSecrets.RandomBytes"/> each.</summary>
internal readonly ref struct SessionRandoms(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server)
{
    public ReadOnlySpan<byte> Client { get; } = client;

    public ReadOnlySpan<byte> Server { get; } = server;
}
