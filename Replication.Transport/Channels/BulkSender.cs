namespace Replication.Transport;

/// <summary>
/// The sending side of a bulk channel: a stream whose frames are the blocks of messages. A message is compressed when
/// it is handed over, so the queue holds what will travel.
/// </summary>
internal sealed class BulkSender : StreamSender
{
    private byte[] _scratch = [];

    public BulkSender(byte channel, ChannelOptions options, int packetBytes, BytePages pages)
        : base(channel, options, packetBytes, pages)
    {
    }

    protected override SendResult TryQueue(ReadOnlySpan<byte> message)
    {
        if (message.Length > Options.MaxMessageBytes)
            return SendResult.TooLarge;
        // What the message takes is not known before it is compressed, and half a message helps nobody.
        if (QueuedBytes + BulkBlock.LargestFramedBytes(message.Length) > Options.QueueBytes)
            return SendResult.ChannelFull;
        if (_scratch.Length == 0)
            _scratch = new byte[BulkBlock.Bytes];

        Span<byte> head = stackalloc byte[BulkBlock.MaxHeadBytes];
        int messageBytes = message.Length;
        do
        {
            ReadOnlySpan<byte> block = message[..Math.Min(message.Length, BulkBlock.Bytes)];
            int headBytes = BulkBlock.Pack(block, messageBytes, head, _scratch, out ReadOnlySpan<byte> packed);
            Append(head[..headBytes], packed);
            message = message[block.Length..];
            messageBytes = -1;
        }
        while (message.Length > 0);
        return SendResult.Queued;
    }
}
