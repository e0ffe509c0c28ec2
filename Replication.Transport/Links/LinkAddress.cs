using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// Where a datagram comes from or goes to: an IPv6 address, or an IPv4 one in its mapped form (::ffff:a.b.c.d), with a
/// port. A value of 24 bytes, so that the per-packet path neither allocates nor compares objects as
/// <see cref="IPEndPoint"/> would make it do. The default value is no address.
/// </summary>
public readonly struct LinkAddress : IEquatable<LinkAddress>
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    // The 16 address bytes as two big-endian numbers.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scopeId;
    private readonly ushort _port;

    internal LinkAddress(ulong high, ulong low, uint scopeId, ushort port)
    {
        _high = high;
        _low = low;
        _scopeId = scopeId;
        _port = port;
    }

    /// <summary>The UDP port, 0 to 65,535.</summary>
    public int Port => _port;

    /// <summary>True when this is an IPv4 address in its mapped form.</summary>
    public bool IsIPv4 => _high == 0 && (_low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>True when packets to it stay on this machine: 127.0.0.0/8, or ::1.</summary>
    public bool IsLoopback => IsIPv4 ? IPv4 >> 24 == 127 : _high == 0 && _low == 1;

    /// <summary>True for 0.0.0.0 and ::, which a server listens at and nobody can send to.</summary>
    internal bool IsAny => IsIPv4 ? IPv4 == 0 : _high == 0 && _low == 0;

    internal uint IPv4 => (uint)_low;

    internal ulong High => _high;

    internal ulong Low => _low;

    internal uint ScopeId => _scopeId;

    /// <summary>The same address as a value.</summary>
    /// <param name="endPoint">An IPv4 or IPv6 end point.</param>
    /// <exception cref="ArgumentException">The end point is of another family.</exception>
    public static LinkAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[16];
        if (!endPoint.Address.TryWriteBytes(bytes, out int lengthBytes))
            Throw.UnknownAddressFamily(endPoint.ToString());

        if (lengthBytes == 4)
            return FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)endPoint.Port);

        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return new LinkAddress(high, low, (uint)endPoint.Address.ScopeId, (ushort)endPoint.Port);
    }

    /// <summary>The same address as the base library's type; IPv4 comes back as IPv4. Allocates.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, IPv4);
            return new IPEndPoint(new IPAddress(bytes[..4]), _port);
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return new IPEndPoint(new IPAddress(bytes, _scopeId), _port);
    }

    /// <summary>Reads <c>127.0.0.1:7777</c> or <c>[::1]:7777</c>. Numeric only: it resolves no names.</summary>
    /// <param name="text">The address and the port.</param>
    /// <param name="address">The address, or no address.</param>
    /// <returns>False: the text is something else, a name or an address without its port among them.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out LinkAddress address)
    {
        address = default;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon <= 0)
            return false;
        ReadOnlySpan<char> host = text.AsSpan(0, colon);
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return false;

        // The brackets say which family is meant: IPAddress alone would also take "1" for 0.0.0.1.
        bool bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (!bracketed && host.Count('.') != 3)
            return false;
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? parsed))
            return false;
        if (bracketed != (parsed.AddressFamily == AddressFamily.InterNetworkV6))
            return false;

        address = From(new IPEndPoint(parsed, port));
        return true;
    }

    /// <summary><c>127.0.0.1:7777</c> or <c>[::1]:7777</c>. Allocates.</summary>
    public override string ToString() => ToEndPoint().ToString();

    /// <summary>Same address, port and scope. Allocates nothing.</summary>
    /// <param name="other">The other address.</param>
    public bool Equals(LinkAddress other) =>
        _low == other._low && _high == other._high && _port == other._port && _scopeId == other._scopeId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LinkAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, _port, _scopeId);

    /// <summary>Same address, port and scope.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other address.</param>
    public static bool operator ==(LinkAddress left, LinkAddress right) => left.Equals(right);

    /// <summary>Not the same address, port and scope.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other address.</param>
    public static bool operator !=(LinkAddress left, LinkAddress right) => !left.Equals(right);

    internal static LinkAddress FromIPv4(uint address, ushort port) => new(0, MappedPrefix | address, 0, port);
}
