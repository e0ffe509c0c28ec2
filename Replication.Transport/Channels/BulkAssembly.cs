using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// The message of a bulk channel that is under way, unpacked block by block. Memory follows what came, not what a first
/// block announces, and stays within the largest message.
/// </summary>
internal sealed class BulkAssembly
{
    private readonly int _maxMessageBytes;
    private byte[] _message = [];
    private int _messageBytes;
    private int _filledBytes;
    private bool _isUnderWay;

    public BulkAssembly(int maxMessageBytes)
    {
        _maxMessageBytes = maxMessageBytes;
    }

    /// <summary>The message, when <see cref="Take"/> said that it is whole; valid until the next block.</summary>
    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _messageBytes);

    /// <summary>Takes the next block.</summary>
    public ChannelViolation Take(ReadOnlySpan<byte> frame, out bool isWhole)
    {
        isWhole = false;
        bool isFirst = !_isUnderWay;
        if (!BulkBlock.TryReadHead(ref frame, isFirst, out bool isCompressed, out uint messageBytes))
            return ChannelViolation.Malformed;
        if (messageBytes > (uint)_maxMessageBytes)
            return ChannelViolation.TooLarge;
        if (isFirst)
        {
            _messageBytes = (int)messageBytes;
            _filledBytes = 0;
        }

        int blockBytes = Math.Min(BulkBlock.Bytes, _messageBytes - _filledBytes);
        Reserve(_filledBytes + blockBytes);
        if (!BulkBlock.TryUnpack(frame, isCompressed, _message.AsSpan(_filledBytes, blockBytes)))
            return ChannelViolation.BadBlock;
        _filledBytes += blockBytes;
        isWhole = _filledBytes == _messageBytes;
        _isUnderWay = !isWhole;
        return ChannelViolation.None;
    }

    private void Reserve(int bytes)
    {
        Debug.Assert(bytes <= _maxMessageBytes, "A block ends within its message.");
        if (bytes > _message.Length)
            Array.Resize(ref _message, Math.Min(_maxMessageBytes, (int)BitOperations.RoundUpToPowerOf2((uint)bytes)));
    }
}
