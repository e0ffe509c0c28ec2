using Replication.Transport;

namespace Replication.Tests.Transport.Security;

/// <summary>What a tapped link has sent, read as netcode packets.</summary>
internal static class NetcodeTap
{
    public static NetcodePacketKind KindOf(byte[] datagram) => (NetcodePacketKind)(datagram[0] & 0x0F);

    public static int Count(this TappedLink link, NetcodePacketKind kind) =>
        link.Sent.Count(datagram => KindOf(datagram) == kind);

    public static byte[] First(this TappedLink link, NetcodePacketKind kind) =>
        link.Sent.First(datagram => KindOf(datagram) == kind);

    public static byte[] Last(this TappedLink link, NetcodePacketKind kind) =>
        link.Sent.Last(datagram => KindOf(datagram) == kind);

    public static ulong SequenceOf(byte[] datagram)
    {
        NetcodeHeader.Read(datagram, out NetcodeHeader header);
        return header.Sequence;
    }

    public static byte[] Flip(byte[] datagram, int bit)
    {
        byte[] flipped = [.. datagram];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
