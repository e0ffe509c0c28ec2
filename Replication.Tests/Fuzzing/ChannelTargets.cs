using Replication.Transport;

namespace Replication.Tests.Fuzzing;

/// <summary>Message sections against channels that hold what earlier ones brought, and bulk blocks.</summary>
internal static class ChannelTargets
{
    private const int PacketBytes = 1_200;

    // The channels of one session hold at most their windows and a message each; a session is made anew after a breach.
    private const long MaxAllocatedBytes = 4 << 20;

    public static KeyValuePair<string, Func<FuzzTarget>>[] All { get; } =
    [
        Targets.Named("message sections", Sections, static () => new Receiver().Take, MaxAllocatedBytes),
        Targets.Named("bulk blocks", Blocks, static () => new BulkReceiver().Take, MaxAllocatedBytes),
    ];

    // What a session with traffic on every channel sends in its first packets.
    private static byte[][] Sections()
    {
        var sender = new ChannelTable(ChannelOptions.Standard, PacketBytes, new BytePages());
        var sections = new List<byte[]>();
        for (int round = 0; round < 12; round++)
        {
            for (byte channel = 0; channel < ChannelOptions.Standard.Length; channel++)
            {
                byte[] message = new byte[(7 * round) + (round % 4 == 3 ? 2_000 : 20)];
                Array.Fill(message, (byte)round);
                sender.TrySend(channel, message);
            }

            byte[] section = new byte[PacketBytes];
            int bytes = sender.Write(section, new Sequence((ushort)round), datagramsOnly: false);
            sections.Add(section[..bytes]);
            sections.Add([.. section[..bytes], MessageRecord.EndOfSection, 1, 2, 3]);
        }

        return [.. sections];
    }

    private static byte[][] Blocks()
    {
        byte[] even = new byte[3_000];
        byte[] odd = [.. Enumerable.Range(0, 900).Select(static value => (byte)(value * value))];
        return [Block(even, even.Length), Block(odd, odd.Length), Block(even, 80_000), Block(even, -1)];
    }

    private static byte[] Block(byte[] block, int messageBytes)
    {
        byte[] head = new byte[BulkBlock.MaxHeadBytes];
        int headBytes = BulkBlock.Pack(
            block, messageBytes, head, new byte[BulkBlock.Bytes], out ReadOnlySpan<byte> packed);
        return [.. head[..headBytes], .. packed];
    }

    private sealed class Receiver
    {
        private ChannelTable _channels = new(ChannelOptions.Standard, PacketBytes, new BytePages());

        public void Take(Span<byte> bytes)
        {
            ChannelViolation violation = _channels.Receive(bytes, static (_, _) => true, out int sectionBytes);
            Targets.Require(sectionBytes <= bytes.Length, "A section is part of the body.");
            if (violation != ChannelViolation.None)
                _channels = new ChannelTable(ChannelOptions.Standard, PacketBytes, new BytePages());
        }
    }

    private sealed class BulkReceiver
    {
        private const int MaxMessageBytes = 100_000;

        private BulkAssembly _assembly = new(MaxMessageBytes);

        public void Take(Span<byte> bytes)
        {
            ChannelViolation violation = _assembly.Take(bytes, out bool isWhole);
            if (isWhole)
                Targets.Require(_assembly.Message.Length <= MaxMessageBytes, "A message is within its limit.");
            if (violation != ChannelViolation.None)
                _assembly = new BulkAssembly(MaxMessageBytes);
        }
    }
}
