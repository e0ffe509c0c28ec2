using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>Writes down every callback, and answers as it is told to.</summary>
internal sealed class RecordingHandler : ISessionHandler
{
    public List<byte[]> Payloads { get; } = [];

    public List<Sequence> Sequences { get; } = [];

    public List<Sequence> DeliveredSequences { get; } = [];

    public List<Sequence> LostSequences { get; } = [];

    public List<TimeSpan> ReceivedAt { get; } = [];

    public List<(byte Channel, byte[] Message)> Messages { get; } = [];

    /// <summary>Null accepts every message.</summary>
    public Func<byte[], bool>? AcceptsMessage { get; set; }

    /// <summary>Null accepts everything.</summary>
    public Func<byte[], bool>? Accepts { get; set; }

    public Action? OnReceive { get; set; }

    public Action? OnDelivered { get; set; }

    public Action? OnLost { get; set; }

    public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt)
    {
        byte[] copy = payload.ToArray();
        Payloads.Add(copy);
        Sequences.Add(sequence);
        ReceivedAt.Add(receivedAt);
        OnReceive?.Invoke();
        return Accepts?.Invoke(copy) ?? true;
    }

    public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
    {
        byte[] copy = message.ToArray();
        Messages.Add((channel, copy));
        return AcceptsMessage?.Invoke(copy) ?? true;
    }

    public void Delivered(Sequence sequence)
    {
        DeliveredSequences.Add(sequence);
        OnDelivered?.Invoke();
    }

    public void Lost(Sequence sequence)
    {
        LostSequences.Add(sequence);
        OnLost?.Invoke();
    }
}
