using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// Receives on Linux: one call (recvmmsg) writes all that is there into the ring's slots, and the system has stamped
/// each arrival, however late it is taken. See ARCHITECTURE.md, Datagrams.
/// </summary>
internal sealed class UdpBatchReceiver : IUdpReceiver
{
    /// <summary>How many datagrams one call takes at most.</summary>
    public const int MaxCount = 32;

    // A call asks for a little more than the last one brought: to prepare for all is dear where few come.
    private const int MinCount = 2;

    // The stamps are on the calendar's clock, which may be set while a datagram waits: what seems older than this, or
    // not yet sent, is taken for just arrived.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly byte[] _addresses;
    private readonly byte[] _overflow;
    private readonly LinuxDatagrams.Message[] _messages = Pinned<LinuxDatagrams.Message>();
    private readonly LinuxDatagrams.Piece[] _pieces = Pinned<LinuxDatagrams.Piece>();
    private readonly LinuxDatagrams.ArrivalControl[] _arrivals = Pinned<LinuxDatagrams.ArrivalControl>();
    private readonly AddressFamily _family;
    private readonly int _addressBytes;
    private readonly int _maxDatagramBytes;
    private int _expected = MinCount;

    public UdpBatchReceiver(Socket socket, int maxDatagramBytes, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _family = socket.AddressFamily;
        _addressBytes = new SocketAddress(_family).Size;
        _addresses = GC.AllocateArray<byte>(MaxCount * _addressBytes, pinned: true);
        _overflow = GC.AllocateArray<byte>(maxDatagramBytes + 1, pinned: true);
        _maxDatagramBytes = maxDatagramBytes;
        for (int index = 0; index < MaxCount; index++)
            Point(index);
    }

    public UdpReceiveCounters Counters { get; } = new();

    public UdpReceiveOutcome Receive(DatagramRing ring, bool mayWait)
    {
        int room = ring.FreeCount;
        bool hasRoom = room > 0;
        int asked = hasRoom ? Math.Min(room, _expected) : MaxCount;
        for (int index = 0; index < asked; index++)
            Prepare(index, hasRoom ? ring.SlotPointer(index) : Marshal.UnsafeAddrOfPinnedArrayElement(_overflow, 0));
        int flags = mayWait ? LinuxDatagrams.WaitForOne : LinuxDatagrams.DoNotWait;
        int count;
        try
        {
            count = LinuxDatagrams.Receive(_socket.SafeHandle, ref _messages[0], (uint)asked, flags, timeout: 0);
        }
        catch (ObjectDisposedException)
        {
            return UdpReceiveOutcome.Closed;
        }

        if (count < 0)
            return Classify(Marshal.GetLastPInvokeError());
        _expected = Math.Clamp(count * 2, MinCount, MaxCount);
        if (hasRoom)
            Take(ring, count);
        else
            Drop(count);
        return count == asked ? UdpReceiveOutcome.More : UdpReceiveOutcome.All;
    }

    private void Take(DatagramRing ring, int count)
    {
        // In this order a thread that is interrupted in between sees datagrams younger than they are, never older.
        TimeSpan calendarNow = LinuxDatagrams.CalendarNow();
        TimeSpan now = _time.Now();
        for (int index = 0; index < count; index++)
        {
            int lengthBytes = (int)_messages[index].TransferredBytes;
            if (IsOversized(index))
            {
                Counters.CountOversized();
                ring.Drop(index);
                continue;
            }

            ReadOnlySpan<byte> address = _addresses.AsSpan(index * _addressBytes, _addressBytes);
            LinkAddress from = SocketAddressCodec.Read(address, _family);
            ring.Describe(index, new ReceivedDatagram(lengthBytes, from, now - AgeOf(index, calendarNow)));
            Counters.CountTaken(lengthBytes);
        }

        ring.Commit(count);
    }

    private void Drop(int count)
    {
        for (int index = 0; index < count; index++)
        {
            if (IsOversized(index))
                Counters.CountOversized();
            else
                Counters.CountFull();
        }
    }

    private bool IsOversized(int index) =>
        (_messages[index].Header.Flags & LinuxDatagrams.IsCut) != 0
        || _messages[index].TransferredBytes > (uint)_maxDatagramBytes;

    private TimeSpan AgeOf(int index, TimeSpan calendarNow)
    {
        ref readonly LinuxDatagrams.ArrivalControl arrival = ref _arrivals[index];
        bool isStamped = _messages[index].Header.ControlBytes >= (nuint)Unsafe.SizeOf<LinuxDatagrams.ArrivalControl>()
            && arrival.Level == LinuxDatagrams.SocketLevel
            && arrival.Kind == LinuxDatagrams.TimestampOption;
        TimeSpan age = isStamped ? calendarNow - arrival.At.ToTimeSpan() : TimeSpan.Zero;
        return age < TimeSpan.Zero || age > MaxAge ? TimeSpan.Zero : age;
    }

    private UdpReceiveOutcome Classify(int error)
    {
        switch (error)
        {
            case LinuxDatagrams.ErrorTryAgain or LinuxDatagrams.ErrorInterrupted:
                return UdpReceiveOutcome.All;
            case LinuxDatagrams.ErrorBadDescriptor:
                return UdpReceiveOutcome.Closed;
            default:
                Counters.CountError();
                return UdpReceiveOutcome.Failed;
        }
    }

    // What stays the same for every call.
    private void Point(int index)
    {
        _pieces[index].Bytes = (nuint)(_maxDatagramBytes + 1);
        ref LinuxDatagrams.Header header = ref _messages[index].Header;
        header.Address = Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, index * _addressBytes);
        header.Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, index);
        header.PieceCount = 1;
        header.Control = Marshal.UnsafeAddrOfPinnedArrayElement(_arrivals, index);
    }

    // What a call overwrites.
    private void Prepare(int index, nint slot)
    {
        _pieces[index].Start = slot;
        ref LinuxDatagrams.Header header = ref _messages[index].Header;
        header.AddressBytes = (uint)_addressBytes;
        header.ControlBytes = (nuint)Unsafe.SizeOf<LinuxDatagrams.ArrivalControl>();
    }

    private static T[] Pinned<T>() => GC.AllocateArray<T>(MaxCount, pinned: true);
}
