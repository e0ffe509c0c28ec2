using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Replication.Transport;

/// <summary>A connection whose datagrams are frames in a TCP stream, or in the TLS stream inside it.</summary>
internal abstract class TcpConnection(ConnectionTable table, LinkAddress remote, Socket socket)
    : Connection(table, remote)
{
    private const int LeastBufferBytes = 8_192;

    protected Socket Socket => socket;

    /// <summary>
    /// What frames are read from and written to; set before its handshake, so that whatever ends it, it is disposed.
    /// </summary>
    protected Stream? Stream { get; set; }

    /// <summary>The settings that both ends' sockets have.</summary>
    public static void Configure(Socket socket, ConnectionOptions options)
    {
        socket.NoDelay = true;
        try
        {
            socket.ReceiveBufferSize = options.SystemBufferBytes;
            socket.SendBufferSize = options.SystemBufferBytes;
        }
        catch (SocketException)
        {
            // A wish: a system that refuses instead of granting less keeps its own sizes.
        }
    }

    /// <summary>Connects, secures, and sets the stream.</summary>
    protected abstract ValueTask OpenStreamAsync();

    protected sealed override async ValueTask OpenAsync()
    {
        await OpenStreamAsync().ConfigureAwait(false);
        // The system's default may be older on old systems, and options that were given may ask for older ones.
        if (Stream is SslStream { SslProtocol: not (SslProtocols.Tls12 or SslProtocols.Tls13) } secured)
            throw new AuthenticationException($"The peer speaks {secured.SslProtocol} and TLS 1.2 is the least.");
    }

    protected override async ValueTask<ConnectionEnd> ReadToEndAsync()
    {
        int frameBytes = Table.Options.MaxDatagramBytes + StreamFrame.LengthBytes;
        byte[] buffer = new byte[Math.Max(LeastBufferBytes, frameBytes)];
        int unreadBytes = 0;
        bool hasOpened = !OpensWithDatagram;
        TimeSpan begun = default;
        while (true)
        {
            int readBytes = await Stream!.ReadAsync(buffer.AsMemory(unreadBytes)).ConfigureAwait(false);
            if (readBytes == 0)
                return unreadBytes == 0 ? ConnectionEnd.PeerClosed : ConnectionEnd.Truncated;

            TimeSpan now = Table.Time.Now();
            int takenBytes = TakeFrames(buffer.AsSpan(0, unreadBytes + readBytes), now);
            if (takenBytes < 0)
                return ConnectionEnd.BadFrame;
            hasOpened |= takenBytes > 0;
            if (takenBytes > 0 || unreadBytes == 0)
                begun = now;
            unreadBytes += readBytes - takenBytes;
            buffer.AsSpan(takenBytes, unreadBytes).CopyTo(buffer);
            if (hasOpened && unreadBytes == 0)
                ExpectDatagram(now);
            else if (hasOpened)
                ExpectRest(begun);
        }
    }

    protected sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> frames) => Stream!.WriteAsync(frames);

    protected sealed override async ValueTask FinishWritingAsync()
    {
        if (Stream is SslStream secured)
            await secured.ShutdownAsync().ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
    }

    protected sealed override void Abort() => socket.Dispose();

    protected sealed override ValueTask ReleaseAsync() => Stream?.DisposeAsync() ?? default;

    /// <returns>The bytes of the frames that were whole; -1: what comes next is no frame.</returns>
    private int TakeFrames(ReadOnlySpan<byte> unread, TimeSpan now)
    {
        int takenBytes = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = unread[takenBytes..];
            switch (StreamFrame.Read(rest, Table.Options.MaxDatagramBytes, out ReadOnlySpan<byte> datagram))
            {
                case StreamFrameState.Whole:
                    Take(datagram, now);
                    takenBytes += StreamFrame.LengthBytes + datagram.Length;
                    break;
                case StreamFrameState.Unfinished:
                    return takenBytes;
                default:
                    return -1;
            }
        }
    }
}
