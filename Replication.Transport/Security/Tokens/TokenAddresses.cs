using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The list of server addresses in both parts of a connect token.
/// <code>
/// 0 count 4 (1 to 32) | each: type 1 (1 IPv4, 2 IPv6) | address 4 or 8 x 2 | port 2
/// </code>
/// An IPv4 address is a.b.c.d in this order. Of an IPv6 address the eight groups come in their order, each of them
/// little-endian as every number here, and so not in network order.
/// </summary>
internal static class TokenAddresses
{
    private const byte IPv4Type = 1;
    private const byte IPv6Type = 2;
    private const int IPv4Bytes = 4;
    private const int IPv6Bytes = 16;
    private const int GroupCount = 8;

    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> target, ReadOnlySpan<LinkAddress> addresses)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, addresses.Length);
        int offset = sizeof(int);
        foreach (LinkAddress address in addresses)
            offset += WriteAddress(target[offset..], address);
        return offset;
    }

    /// <param name="source">Begins with the list; what is behind it is not looked at.</param>
    /// <param name="addresses">Room for <see cref="NetcodeFormat.MaxServers"/>.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="lengthBytes">Where the list ends.</param>
    /// <returns>False: too few or too many of them, one of an unknown type, or cut off.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> source, Span<LinkAddress> addresses, out int count, out int lengthBytes)
    {
        lengthBytes = sizeof(int);
        count = source.Length < lengthBytes ? 0 : BinaryPrimitives.ReadInt32LittleEndian(source);
        if (count is < 1 or > NetcodeFormat.MaxServers)
            return false;
        for (int index = 0; index < count; index++)
        {
            if (!TryReadAddress(source[lengthBytes..], out addresses[index], out int addressBytes))
                return false;
            lengthBytes += addressBytes;
        }

        return true;
    }

    private static int WriteAddress(Span<byte> target, LinkAddress address)
    {
        int addressBytes = address.IsIPv4 ? IPv4Bytes : IPv6Bytes;
        target[0] = address.IsIPv4 ? IPv4Type : IPv6Type;
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target[1..], address.IPv4);
        }
        else
        {
            for (int group = 0; group < GroupCount; group++)
                BinaryPrimitives.WriteUInt16LittleEndian(target[(1 + (group * 2))..], Group(address, group));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(target[(1 + addressBytes)..], (ushort)address.Port);
        return 1 + addressBytes + sizeof(ushort);
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> source, out LinkAddress address, out int lengthBytes)
    {
        address = default;
        int addressBytes = source.IsEmpty ? 0 : AddressBytes(source[0]);
        lengthBytes = 1 + addressBytes + sizeof(ushort);
        if (addressBytes == 0 || source.Length < lengthBytes)
            return false;

        ushort port = BinaryPrimitives.ReadUInt16LittleEndian(source[(1 + addressBytes)..]);
        address = addressBytes == IPv4Bytes
            ? LinkAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(source[1..]), port)
            : new LinkAddress(ReadGroups(source[1..]), ReadGroups(source[9..]), scopeId: 0, port);
        return true;
    }

    private static int AddressBytes(byte type) => type switch
    {
        IPv4Type => IPv4Bytes,
        IPv6Type => IPv6Bytes,
        _ => 0,
    };

    private static ushort Group(LinkAddress address, int group) =>
        (ushort)((group < 4 ? address.High : address.Low) >> (48 - (group % 4 * 16)));

    private static ulong ReadGroups(ReadOnlySpan<byte> source)
    {
        ulong groups = 0;
        for (int group = 0; group < 4; group++)
            groups = (groups << 16) | BinaryPrimitives.ReadUInt16LittleEndian(source[(group * 2)..]);
        return groups;
    }
}
