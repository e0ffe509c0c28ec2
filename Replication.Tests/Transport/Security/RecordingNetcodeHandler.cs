using Replication.Transport;

namespace Replication.Tests.Transport.Security;

/// <summary>Writes down what a netcode server or client says.</summary>
internal sealed class RecordingNetcodeHandler : INetcodeServerHandler, INetcodeClientHandler
{
    public List<ClientSlot> Connections { get; } = [];

    public int ConnectedCount { get; private set; }

    public List<byte[]> Payloads { get; } = [];

    public List<NetcodeEndReason> Ends { get; } = [];

    public void Connected(ClientSlot client) => Connections.Add(client);

    public void Connected() => ConnectedCount++;

    public void Received(ClientSlot client, ReadOnlySpan<byte> payload) => Received(payload);

    public void Received(ReadOnlySpan<byte> payload) => Payloads.Add(payload.ToArray());

    public void Disconnected(ClientSlot client, NetcodeEndReason reason) => Disconnected(reason);

    public void Disconnected(NetcodeEndReason reason) => Ends.Add(reason);
}
