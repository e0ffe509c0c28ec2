using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// What stands in the clear before a sealed packet's body: 2 to 9 bytes.
/// <code>
/// 0 kind in the low 4 bits, sequence bytes in the high 4 | 1 sequence 1 to 8, without its high zero bytes
/// </code>
/// Behind it come the body and 16 bytes of tag.
/// </summary>
internal readonly record struct NetcodeHeader(NetcodePacketKind Kind, ulong Sequence, int SequenceBytes)
{
    private const int KindMask = 0x0F;

    public byte Prefix => (byte)((SequenceBytes << 4) | (int)Kind);

    public int LengthBytes => 1 + SequenceBytes;

    public static NetcodeHeader For(NetcodePacketKind kind, ulong sequence) =>
        new(kind, sequence, Math.Max(1, (71 - BitOperations.LeadingZeroCount(sequence)) / 8));

    public void Write(Span<byte> packet)
    {
        packet[0] = Prefix;
        for (int index = 0; index < SequenceBytes; index++)
            packet[1 + index] = (byte)(Sequence >> (8 * index));
    }

    /// <summary>Reads the header and checks all that can be known of the packet without its key.</summary>
    /// <param name="packet">The datagram.</param>
    /// <param name="header">What it says.</param>
    /// <returns>What is wrong with it.</returns>
    public static NetcodeRefusal Read(ReadOnlySpan<byte> packet, out NetcodeHeader header)
    {
        header = default;
        if (packet.Length < 2 + IAead.TagBytes)
            return NetcodeRefusal.WrongLength;
        var kind = (NetcodePacketKind)(packet[0] & KindMask);
        if (kind is < NetcodePacketKind.Denied or > NetcodePacketKind.Disconnect)
            return NetcodeRefusal.UnexpectedKind;
        int sequenceBytes = packet[0] >> 4;
        if (sequenceBytes is < 1 or > sizeof(ulong))
            return NetcodeRefusal.BadSequence;
        if (!IsBodyLength(kind, packet.Length - 1 - sequenceBytes - IAead.TagBytes))
            return NetcodeRefusal.WrongLength;

        ulong sequence = 0;
        for (int index = 0; index < sequenceBytes; index++)
            sequence |= (ulong)packet[1 + index] << (8 * index);
        // Who forges with a number that two servers used under one token's key gets into no session with it.
        if (sequence >= NonceCounter.GlobalStart && kind >= NetcodePacketKind.Response)
            return NetcodeRefusal.BadSequence;
        header = new NetcodeHeader(kind, sequence, sequenceBytes);
        return NetcodeRefusal.None;
    }

    private static bool IsBodyLength(NetcodePacketKind kind, int lengthBytes) => kind switch
    {
        NetcodePacketKind.Challenge or NetcodePacketKind.Response => lengthBytes == ChallengeBody.LengthBytes,
        NetcodePacketKind.KeepAlive => lengthBytes == KeepAliveBody.LengthBytes,
        NetcodePacketKind.Payload => lengthBytes is >= 1 and <= NetcodeFormat.MaxPayloadBytes,
        _ => lengthBytes == 0,
    };
}
