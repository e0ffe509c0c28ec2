namespace Replication.Transport;

/// <summary>What the sessions of one server or client use in turn.</summary>
/// <param name="maxDatagramBytes">The largest packet.</param>
internal sealed class SessionMemory(int maxDatagramBytes)
{
    /// <summary>Where a packet is written whose link lends no memory.</summary>
    public byte[] SendBuffer { get; } = new byte[maxDatagramBytes];

    /// <summary>The memory of channels.</summary>
    public BytePages Pages { get; } = new();
}
