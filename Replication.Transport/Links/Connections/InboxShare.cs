namespace Replication.Transport;

/// <summary>What one connection has put into the inbox in the round that it last put something in.</summary>
internal struct InboxShare
{
    public long Round { get; init; }

    public int Datagrams { get; set; }
}
