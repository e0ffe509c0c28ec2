using System.Buffers.Binary;
using Xunit;

namespace Replication.Tests.Transport.Channels;

/// <summary>Messages that say which they are, and whose every byte follows from that, so that damage shows.</summary>
internal static class NumberedMessages
{
    public static byte[] Create(int number, int length)
    {
        byte[] message = new byte[Math.Max(4, length)];
        var random = new Random(number);
        random.NextBytes(message);
        BinaryPrimitives.WriteInt32LittleEndian(message, number);
        return message;
    }

    public static int NumberOf(byte[] message)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(message);
        Assert.Equal(Create(number, message.Length), message);
        return number;
    }
}
