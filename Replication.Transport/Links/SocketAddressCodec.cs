using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// <see cref="LinkAddress"/> to and from the bytes of the system's sockaddr, in place, so that a packet's address costs
/// no object. The offsets are those of sockaddr_in and sockaddr_in6, which Linux, Windows and macOS share:
/// <code>
/// sockaddr_in   0 family 2 | 2 port 2 (big-endian) | 4 address 4
/// sockaddr_in6  0 family 2 | 2 port 2 (big-endian) | 4 flow 4 | 8 address 16 | 24 scope 4 (the machine's order)
/// </code>
/// The family's own bytes differ between systems: they stay as they were when the address was made.
/// </summary>
internal static class SocketAddressCodec
{
    /// <summary>
    /// Writes <paramref name="address"/> over a socket address that was made for its socket's family.
    /// </summary>
    /// <returns>False: an IPv4 socket cannot send to an IPv6 address.</returns>
    public static bool TryWrite(Span<byte> bytes, AddressFamily family, LinkAddress address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)address.Port);
        if (family == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], address.IPv4);
            return address.IsIPv4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], address.Low);
        uint scopeId = address.ScopeId;
        MemoryMarshal.Write(bytes[24..], in scopeId);
        return true;
    }

    /// <summary>Reads what the system wrote for a socket of a family.</summary>
    public static LinkAddress Read(ReadOnlySpan<byte> bytes, AddressFamily family)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (family == AddressFamily.InterNetwork)
            return LinkAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port);

        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        return new LinkAddress(high, low, MemoryMarshal.Read<uint>(bytes[24..]), port);
    }
}
