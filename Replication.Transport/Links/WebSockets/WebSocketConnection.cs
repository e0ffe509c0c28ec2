using System.Net.WebSockets;

namespace Replication.Transport;

/// <summary>
/// A connection whose datagrams are the binary messages of a WebSocket, one each. No thread and no socket of its own,
/// so that it runs in a browser too.
/// </summary>
internal abstract class WebSocketConnection(ConnectionTable table, LinkAddress remote)
    : Connection(table, remote)
{
    private WebSocket? _socket;

    /// <summary>The open WebSocket.</summary>
    protected abstract ValueTask<WebSocket> OpenSocketAsync();

    protected sealed override async ValueTask OpenAsync() => _socket = await OpenSocketAsync().ConfigureAwait(false);

    protected sealed override async ValueTask<ConnectionEnd> ReadToEndAsync()
    {
        try
        {
            return await ReadMessagesAsync().ConfigureAwait(false);
        }
        catch (WebSocketException exception)
            when (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // Without the closing handshake, which a peer that crashes or a browser's tab does not make.
            return ConnectionEnd.PeerClosed;
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode is WebSocketError.Faulted
            or WebSocketError.HeaderError or WebSocketError.InvalidMessageType)
        {
            return ConnectionEnd.BadFrame;
        }
    }

    protected sealed override async ValueTask WriteAsync(ReadOnlyMemory<byte> frames)
    {
        while (TryCutFrame(ref frames, out ReadOnlyMemory<byte> datagram))
        {
            await _socket!.SendAsync(datagram, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    protected sealed override async ValueTask FinishWritingAsync() =>
        await _socket!.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
            .ConfigureAwait(false);

    protected override void Abort() => _socket?.Abort();

    protected override ValueTask ReleaseAsync()
    {
        _socket?.Dispose();
        return default;
    }

    private async Task<ConnectionEnd> ReadMessagesAsync()
    {
        // One byte more than the largest datagram tells a message that fits from one that does not end there.
        byte[] buffer = new byte[Table.Options.MaxDatagramBytes + 1];
        int messageBytes = 0;
        bool hasOpened = !OpensWithDatagram;
        while (true)
        {
            Memory<byte> rest = buffer.AsMemory(messageBytes);
            ValueWebSocketReceiveResult part =
                await _socket!.ReceiveAsync(rest, CancellationToken.None).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return messageBytes == 0 ? ConnectionEnd.PeerClosed : ConnectionEnd.Truncated;
            bool begins = messageBytes == 0;
            messageBytes += part.Count;
            if (part.MessageType == WebSocketMessageType.Text || messageBytes == buffer.Length
                || (part.EndOfMessage && messageBytes == 0))
            {
                return ConnectionEnd.BadFrame;
            }

            TimeSpan now = Table.Time.Now();
            if (part.EndOfMessage)
            {
                Take(buffer.AsSpan(0, messageBytes), now);
                messageBytes = 0;
                hasOpened = true;
                ExpectDatagram(now);
            }
            else if (hasOpened && begins)
            {
                ExpectRest(now);
            }
        }
    }

    private static bool TryCutFrame(ref ReadOnlyMemory<byte> frames, out ReadOnlyMemory<byte> datagram)
    {
        StreamFrameState state = StreamFrame.Read(frames.Span, ushort.MaxValue, out ReadOnlySpan<byte> first);
        datagram = default;
        if (state != StreamFrameState.Whole)
            return false;
        datagram = frames.Slice(StreamFrame.LengthBytes, first.Length);
        frames = frames[(StreamFrame.LengthBytes + first.Length)..];
        return true;
    }
}
