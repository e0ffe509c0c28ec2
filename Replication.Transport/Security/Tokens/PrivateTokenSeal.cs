using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// Seals the private part of connect tokens under the key that backend and servers share. The seal also covers the
/// version, the protocol id and the time of expiry, which a request carries in the clear.
/// </summary>
internal sealed class PrivateTokenSeal : IDisposable
{
    private const int AssociatedBytes = NetcodeFormat.VersionBytes + (2 * sizeof(ulong));

    private readonly IAead _cipher;
    private readonly ulong _protocolId;

    public PrivateTokenSeal(IAeadSource ciphers, ReadOnlySpan<byte> privateKey, ulong protocolId)
    {
        _cipher = ciphers.XChaCha20(privateKey);
        _protocolId = protocolId;
    }

    /// <summary>Seals in place: the text is all but the last 16 bytes.</summary>
    public void Seal(Span<byte> privateToken, ulong expireTimestamp, ReadOnlySpan<byte> nonce)
    {
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(associated, expireTimestamp);
        _cipher.Seal(nonce, associated, privateToken[..PrivateConnectToken.TextBytes], privateToken);
    }

    public bool TryOpen(
        ReadOnlySpan<byte> privateToken, ulong expireTimestamp, ReadOnlySpan<byte> nonce, Span<byte> text)
    {
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(associated, expireTimestamp);
        return _cipher.TryOpen(nonce, associated, privateToken, text);
    }

    public void Dispose() => _cipher.Dispose();

    private void WriteAssociated(Span<byte> associated, ulong expireTimestamp)
    {
        NetcodeFormat.Version.CopyTo(associated);
        BinaryPrimitives.WriteUInt64LittleEndian(associated[NetcodeFormat.VersionBytes..], _protocolId);
        BinaryPrimitives.WriteUInt64LittleEndian(
            associated[(NetcodeFormat.VersionBytes + sizeof(ulong))..], expireTimestamp);
    }
}
