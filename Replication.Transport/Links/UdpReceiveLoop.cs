using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>The thread that blocks in receive and fills the ring.</summary>
internal sealed class UdpReceiveLoop : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private const int ErrorsBeforePause = 16;
    private static readonly TimeSpan ErrorPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly DatagramRing _ring;
    private readonly IUdpReceiver _receiver;
    private readonly LinkAddress _local;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stopping = new();

    public UdpReceiveLoop(Socket socket, DatagramRing ring, IUdpReceiver receiver, LinkAddress local)
    {
        _socket = socket;
        _ring = ring;
        _receiver = receiver;
        _local = local;
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "Replication UDP receive" };
        _thread.Start();
    }

    /// <summary>Closes the socket and waits at most a second for the thread.</summary>
    public void Dispose()
    {
        _stopping.Set();
        WakeReceive();
        _socket.Dispose();
        // Where the join times out, the event stays undisposed: the thread may still look at it.
        if (_thread.Join(StopTimeout))
            _stopping.Dispose();
    }

    private void Run()
    {
        int errorStreak = 0;
        while (!_stopping.IsSet)
        {
            switch (_receiver.Receive(_ring, mayWait: true))
            {
                case UdpReceiveOutcome.Closed:
                    return;
                case UdpReceiveOutcome.Failed:
                    if (++errorStreak > ErrorsBeforePause)
                        _stopping.Wait(ErrorPause);
                    break;
                default:
                    errorStreak = 0;
                    break;
            }
        }
    }

    // Closing a socket does not end a blocked receive on every system; a datagram does.
    private void WakeReceive()
    {
        try
        {
            IPEndPoint target = _local.ToEndPoint();
            if (target.Address.Equals(IPAddress.Any))
                target.Address = IPAddress.Loopback;
            else if (target.Address.Equals(IPAddress.IPv6Any))
                target.Address = IPAddress.IPv6Loopback;
            _socket.SendTo(ReadOnlySpan<byte>.Empty, SocketFlags.None, target);
        }
        catch (SocketException)
        {
            // Closing the socket is the other way.
        }
    }
}
