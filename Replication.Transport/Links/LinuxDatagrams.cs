using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// The calls of Linux that move many datagrams at a time, which the base library does not have. The structures are
/// those of 64-bit Linux, with glibc and musl alike.
/// </summary>
internal static partial class LinuxDatagrams
{
    /// <summary>Receive: do not wait at all.</summary>
    public const int DoNotWait = 0x40;

    /// <summary>Receive: wait for the first datagram and take what is there besides.</summary>
    public const int WaitForOne = 0x1_0000;

    /// <summary>Set in a header: the datagram was larger than the room for it.</summary>
    public const int IsCut = 0x20;

    public const int ErrorInterrupted = 4;
    public const int ErrorBadDescriptor = 9;
    public const int ErrorTryAgain = 11;
    public const int SocketLevel = 1;
    public const int TimestampOption = 35;
    public const int UdpLevel = 17;
    public const int SegmentOption = 103;

    private static readonly Lazy<bool> Supported = new(Probe);

    /// <summary>Whether this system has the calls, found out once by making one.</summary>
    public static bool IsSupported => Supported.Value;

    /// <summary>recvmmsg.</summary>
    /// <returns>How many headers were filled; -1 for an error, which is the last P/Invoke error.</returns>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(SafeHandle socket, ref Message first, uint count, int flags, nint timeout);

    /// <summary>sendmmsg.</summary>
    /// <returns>How many headers were sent; -1 where the first was refused, with the last P/Invoke error.</returns>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(SafeHandle socket, ref Message first, uint count, int flags);

    /// <summary>sendto: one datagram, for which it is a tenth cheaper than sendmmsg.</summary>
    /// <returns>Its bytes; -1 where it was refused, with the last P/Invoke error.</returns>
    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendOne(
        SafeHandle socket, nint bytes, nuint count, int flags, nint address, uint addressBytes);

    /// <summary>clock_gettime of the clock that arrivals are stamped with.</summary>
    public static TimeSpan CalendarNow()
    {
        _ = ReadClock(clock: 0, out Timestamp now);
        return now.ToTimeSpan();
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ReadClock(int clock, out Timestamp timestamp);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int Receive(int socket, ref Message first, uint count, int flags, nint timeout);

    // A system without the call, or a sandbox that forbids it, has another answer than that there is no such socket.
    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux() || nint.Size != 8)
            return false;
        try
        {
            Message none = default;
            return Receive(socket: -1, ref none, count: 1, DoNotWait, timeout: 0) == -1
                && Marshal.GetLastPInvokeError() == ErrorBadDescriptor;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Timestamp
    {
        private readonly long _seconds;
        private readonly long _nanoseconds;

        public TimeSpan ToTimeSpan() =>
            new((_seconds * TimeSpan.TicksPerSecond) + (_nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    /// <summary>struct iovec: a piece of memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Piece
    {
        public nint Start;
        public nuint Bytes;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public nint Address;
        public uint AddressBytes;
        public nint Pieces;
        public nuint PieceCount;
        public nint Control;
        public nuint ControlBytes;
        public int Flags;
    }

    /// <summary>struct mmsghdr: one datagram of many, or one burst of them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public Header Header;
        public uint TransferredBytes;
    }

    /// <summary>struct cmsghdr with the time of arrival behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ArrivalControl
    {
        public nuint Bytes;
        public int Level;
        public int Kind;
        public Timestamp At;
    }

    /// <summary>struct cmsghdr with the size of the segments that a burst is cut into.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SegmentControl
    {
        public nuint Bytes;
        public int Level;
        public int Kind;
        public ushort SegmentBytes;
    }
}
