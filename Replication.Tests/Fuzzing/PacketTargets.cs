using System.Net;
using System.Text;
using Replication.Transport;

namespace Replication.Tests.Fuzzing;

/// <summary>The parts of a packet, each by itself.</summary>
internal static class PacketTargets
{
    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
    [
        Targets.Named("packet header", Headers, static () => ReadHeader),
        Targets.Named("ack ranges", Ranges, static () => ReadRanges),
        Targets.Named("length code", Lengths, static () => ReadLength),
        .. Enum.GetValues<ChannelMode>().Select(static mode => Targets.Named(
            $"record, {mode}", () => Records(mode), () => bytes => ReadRecord(bytes, mode))),
        Targets.Named("address of the system", Addresses, static () => ReadAddress),
        Targets.Named("address as text", AddressTexts, static () => ReadAddressText, maxAllocatedBytes: 40_000),
    ];

    private static byte[][] Headers() =>
    [
        Header(new PacketHeader(PacketKind.Payload, new Sequence(7), false, default, 0, 0)),
        Header(new PacketHeader(PacketKind.Payload, new Sequence(7), true, new Sequence(3), 9, 0x1234)
        {
            HasMessages = true, HasRanges = true,
        }),
        Header(new PacketHeader(PacketKind.Disconnect, new Sequence(1), true, new Sequence(3), 9, 0xFFFF_FFFF)),
    ];

    private static byte[] Header(in PacketHeader header)
    {
        byte[] bytes = new byte[PacketHeader.MaxBytes + 4];
        return bytes[..(header.Write(bytes) + 4)];
    }

    // What is read is written back as the same bytes: each header has one form.
    private static void ReadHeader(Span<byte> bytes)
    {
        if (!PacketHeader.TryRead(bytes, out PacketHeader header, out int headerBytes))
            return;
        Span<byte> again = stackalloc byte[PacketHeader.MaxBytes];
        Targets.Require(header.Write(again) == headerBytes, "A header has one length.");
        Targets.Require(again[..headerBytes].SequenceEqual(bytes[..headerBytes]), "A header has one form.");
    }

    private static byte[][] Ranges() => [[1, 0, 0], [2, 5, 9, 3, 255], [7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]];

    private static void ReadRanges(Span<byte> bytes)
    {
        if (!AckRanges.TryRead(bytes, out AckRanges ranges))
            return;
        int end = 0;
        for (int index = 0; index < ranges.Count; index++)
        {
            (int first, int count) = ranges.Run(index);
            Targets.Require(first >= end && count > 0, "Runs follow each other.");
            end = first + count;
        }

        Targets.Require(end == ranges.Reach && ranges.Bytes <= bytes.Length, "The reach is the last run's end.");
    }

    private static byte[][] Lengths() =>
        [.. new[] { 0, 127, 128, 16_383, 16_384, LengthCode.MaxValue }.Select(static value =>
        {
            byte[] bytes = new byte[LengthCode.MaxBytes];
            return bytes[..LengthCode.Write(bytes, value)];
        })];

    private static void ReadLength(Span<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (!LengthCode.TryRead(ref rest, out int value))
            return;
        Targets.Require(value is >= 0 and <= LengthCode.MaxValue, "A length is in its range.");
        Targets.Require(bytes.Length - rest.Length == LengthCode.BytesOf(value), "A length has one form.");
    }

    private static byte[][] Records(ChannelMode mode) =>
        [.. new[] { false, true }.Select(isPart =>
        {
            byte[] bytes = new byte[200];
            var record = new MessageRecord
            {
                Channel = 2, IsPart = isPart && mode is not (ChannelMode.ReliableOrdered or ChannelMode.Bulk),
                Offset = 70_000, Distance = 90, Id = new Sequence(5), Index = 1, LastIndex = 3,
                Bytes = bytes.AsSpan(0, 40),
            };
            return bytes[..record.Write(bytes.AsSpan(50), mode)];
        })];

    private static void ReadRecord(Span<byte> bytes, ChannelMode mode)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (!MessageRecord.TryRead(ref rest, channel: 2, mode, out MessageRecord record))
            return;
        Targets.Require(rest.Length <= bytes.Length - record.Bytes.Length, "A record is cut off the front.");
    }

    private static byte[][] Addresses() =>
    [
        new IPEndPoint(IPAddress.Loopback, 7_777).Serialize().Buffer.ToArray(),
        new IPEndPoint(IPAddress.IPv6Loopback, 7_777).Serialize().Buffer.ToArray(),
    ];

    private static void ReadAddress(Span<byte> bytes)
    {
        // The system fills all of it, whatever it says.
        if (bytes.Length < 28)
            return;
        _ = SocketAddressCodec.Read(bytes, System.Net.Sockets.AddressFamily.InterNetwork);
        _ = SocketAddressCodec.Read(bytes, System.Net.Sockets.AddressFamily.InterNetworkV6);
    }

    private static byte[][] AddressTexts() =>
        [.. new[] { "127.0.0.1:7777", "[::1]:1", "[fe80::1%2]:65535" }.Select(Encoding.UTF8.GetBytes)];

    private static void ReadAddressText(Span<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (LinkAddress.TryParse(text, out LinkAddress address))
            Targets.Require(LinkAddress.TryParse(address.ToString(), out LinkAddress again) && again == address, text);
    }
}
