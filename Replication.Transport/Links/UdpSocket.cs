using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>Opens the socket of a <see cref="UdpLink"/> with the settings that differ between systems.</summary>
internal static class UdpSocket
{
    // SIO_UDP_CONNRESET: on Windows a peer's closed port otherwise fails the next receive of every other peer.
    private const int WindowsReportConnectionReset = -1744830452;

    public static Socket Open(IPEndPoint local, UdpLinkOptions options)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            if (OperatingSystem.IsWindows())
                socket.IOControl(WindowsReportConnectionReset, [0, 0, 0, 0], null);
            SetBuffers(socket, options.SystemBufferBytes);
            if (LinuxDatagrams.IsSupported)
                StampArrivals(socket);
            socket.Bind(local);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SetBuffers(Socket socket, int bufferBytes)
    {
        try
        {
            socket.ReceiveBufferSize = bufferBytes;
            socket.SendBufferSize = bufferBytes;
        }
        catch (SocketException)
        {
            // A wish: a system that refuses instead of granting less keeps its own sizes.
        }
    }

    private static void StampArrivals(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(LinuxDatagrams.SocketLevel, LinuxDatagrams.TimestampOption, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // An arrival without a stamp counts as arrived when it is taken.
        }
    }
}
