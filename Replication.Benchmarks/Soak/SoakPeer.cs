using System.Buffers.Binary;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// One end of a session: sends numbered messages on every channel, and checks that the other end's come exactly once,
/// whole, and where that is promised in order. Used by one thread; allocates nothing while it runs.
/// </summary>
internal sealed class SoakPeer : ISessionHandler
{
    public const int ChannelCount = 3;

    private const byte Unordered = 1;
    private const int MaxMessageBytes = 24_000;

    // How often each channel sends: every tick, every second, every so many seconds.
    private static readonly int[] TicksPerMessage = [1, 2, 60];

    private readonly byte[] _message = new byte[MaxMessageBytes];
    private readonly long[] _sent = new long[ChannelCount];
    private readonly long[] _next = new long[ChannelCount];
    private readonly SoakWindow _seen = new();

    /// <summary>The session; null until it is connected.</summary>
    public Session? Session { get; set; }

    /// <summary>Messages that a channel took.</summary>
    public long Sent => _sent.Sum();

    /// <summary>Messages of the other end, each counted once.</summary>
    public long Delivered { get; private set; }

    /// <summary>Messages that came again.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Messages that came before one that was sent before them, on a channel that keeps order.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Messages with other bytes than were sent.</summary>
    public long Damaged { get; private set; }

    /// <summary>Sends what is due. What a full channel does not take goes with the next tick.</summary>
    public void Send(int tick)
    {
        for (byte channel = 0; channel < ChannelCount; channel++)
        {
            if (tick % TicksPerMessage[channel] != 0)
                continue;
            Span<byte> message = Fill(_message, channel, _sent[channel]);
            if (Session!.TrySend(channel, message) == SendResult.Queued)
                _sent[channel]++;
        }
    }

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => false;

    public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
    {
        long number = message.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(message);
        if (number < 0 || !message.SequenceEqual(Fill(_message, channel, number)))
            Damaged++;
        else if (channel == Unordered ? !_seen.Add(number) : number < _next[channel])
            Duplicated++;
        else
            Take(channel, number);
        return true;
    }

    void ISessionHandler.Delivered(Sequence sequence)
    {
        // There are no payloads.
    }

    void ISessionHandler.Lost(Sequence sequence)
    {
        // As above.
    }

    private void Take(byte channel, long number)
    {
        if (channel != Unordered && number > _next[channel])
            OutOfOrder++;
        _next[channel] = number + 1;
        Delivered++;
    }

    // The number, then a pattern that follows from it, in a length that does too.
    private static Span<byte> Fill(byte[] buffer, byte channel, long number)
    {
        int length = channel == ChannelCount - 1
            ? MaxMessageBytes - (int)(number % 1_000)
            : sizeof(long) + (int)(number * 31 % 400);
        Span<byte> message = buffer.AsSpan(0, length);
        message.Fill((byte)number);
        BinaryPrimitives.WriteInt64LittleEndian(message, number);
        return message;
    }
}
