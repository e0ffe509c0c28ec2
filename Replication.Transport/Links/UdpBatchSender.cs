using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// Sends on Linux: holds datagrams back and hands all of them over in one call (sendmmsg). Neighbours for one receiver
/// that have the same size, but for a smaller last one, go as one burst that the system cuts (UDP_SEGMENT). A datagram
/// costs 0.86 of what a call of its own does, and one of a burst of six 0.34 (ARCHITECTURE.md). Never waits: what the
/// system has no room for is refused.
/// </summary>
internal sealed class UdpBatchSender : IUdpSender
{
    /// <summary>How many datagrams are held back at most, and what the oldest systems cut a burst into.</summary>
    public const int Count = 64;

    // The largest UDP payload, which a burst may not exceed before it is cut.
    private const int MaxBurstBytes = 65_507;

    private readonly Socket _socket;
    private readonly UdpSingleSender _single;
    private readonly byte[] _bytes;
    private readonly byte[] _addresses;
    private readonly LinuxDatagrams.Message[] _messages = Pinned<LinuxDatagrams.Message>(Count + 1);
    private readonly LinuxDatagrams.Piece[] _pieces = Pinned<LinuxDatagrams.Piece>(Count);
    private readonly LinuxDatagrams.SegmentControl[] _segments = Pinned<LinuxDatagrams.SegmentControl>(Count);
    private readonly AddressFamily _family;
    private readonly int _addressBytes;
    private readonly int _slotBytes;

    private int _datagramCount;
    private int _messageCount;
    private bool _maySegment = true;

    // The newest message, which the next datagram may join.
    private LinkAddress _burstTo;
    private int _burstBytes;
    private bool _burstIsOver;

    public UdpBatchSender(Socket socket, int slotBytes)
    {
        _socket = socket;
        _single = new UdpSingleSender(socket, Counters);
        _family = socket.AddressFamily;
        var template = new SocketAddress(_family);
        _addressBytes = template.Size;
        _slotBytes = slotBytes;
        _bytes = GC.AllocateUninitializedArray<byte>(Count * slotBytes, pinned: true);
        _addresses = GC.AllocateArray<byte>(Count * _addressBytes, pinned: true);
        for (int index = 0; index < Count; index++)
        {
            template.Buffer.Span[.._addressBytes].CopyTo(AddressOf(index));
            Point(index);
        }
    }

    public UdpSendCounters Counters { get; } = new();

    public Span<byte> LendRoom(Span<byte> room)
    {
        if (room.Length > _slotBytes)
            return room;
        if (_datagramCount == Count)
            Flush();
        return NextSlot[..room.Length];
    }

    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress receiver)
    {
        if (datagram.Length > _slotBytes)
        {
            Flush();
            return _single.Send(datagram, receiver);
        }

        if (_datagramCount == Count)
            Flush();
        bool joins = MayJoin(datagram.Length, receiver);
        if (!joins && !SocketAddressCodec.TryWrite(AddressOf(_messageCount), _family, receiver))
        {
            Counters.CountRefused(1);
            return false;
        }

        if (!LiesIn(NextSlot, datagram))
            datagram.CopyTo(NextSlot);
        _pieces[_datagramCount].Bytes = (nuint)datagram.Length;
        if (joins)
            Join(datagram.Length);
        else
            Begin(datagram.Length, receiver);
        _datagramCount++;
        return true;
    }

    public void Flush()
    {
        for (int at = 0; at < _messageCount;)
        {
            int sent = Send(at, _messageCount - at);
            if (sent < 0)
                sent = Refuse(at);
            at += sent;
        }

        _datagramCount = 0;
        _messageCount = 0;
    }

    private Span<byte> NextSlot => _bytes.AsSpan(_datagramCount * _slotBytes, _slotBytes);

    // What was lent is filled where it lies.
    private static bool LiesIn(Span<byte> slot, ReadOnlySpan<byte> datagram) =>
        Unsafe.AreSame(ref MemoryMarshal.GetReference(slot), ref MemoryMarshal.GetReference(datagram));

    private bool MayJoin(int lengthBytes, LinkAddress receiver) =>
        _messageCount > 0
        && _maySegment
        && !_burstIsOver
        && lengthBytes > 0
        && lengthBytes <= _segments[_messageCount - 1].SegmentBytes
        && _burstBytes + lengthBytes <= MaxBurstBytes
        && receiver == _burstTo;

    private void Begin(int lengthBytes, LinkAddress receiver)
    {
        ref LinuxDatagrams.Header header = ref _messages[_messageCount].Header;
        header.Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, _datagramCount);
        header.PieceCount = 1;
        header.ControlBytes = 0;
        _segments[_messageCount].SegmentBytes = (ushort)lengthBytes;
        _burstTo = receiver;
        _burstBytes = lengthBytes;
        _burstIsOver = false;
        _messageCount++;
    }

    private void Join(int lengthBytes)
    {
        ref LinuxDatagrams.Header header = ref _messages[_messageCount - 1].Header;
        header.PieceCount++;
        header.ControlBytes = (nuint)Unsafe.SizeOf<LinuxDatagrams.SegmentControl>();
        _burstBytes += lengthBytes;
        _burstIsOver = lengthBytes < _segments[_messageCount - 1].SegmentBytes;
    }

    // How many messages went; negative where the first of them was refused.
    private int Send(int first, int count)
    {
        int sent;
        do
            sent = count == 1 && _messages[first].Header.PieceCount == 1 ? SendOne(ref _messages[first])
                : LinuxDatagrams.Send(_socket.SafeHandle, ref _messages[first], (uint)count, LinuxDatagrams.DoNotWait);
        while (sent < 0 && Marshal.GetLastPInvokeError() == LinuxDatagrams.ErrorInterrupted);
        for (int index = first; index < first + sent; index++)
            Counters.CountSent((int)_messages[index].Header.PieceCount, _messages[index].TransferredBytes);
        return sent;
    }

    private int SendOne(ref LinuxDatagrams.Message message)
    {
        ref readonly LinuxDatagrams.Header header = ref message.Header;
        ref readonly LinuxDatagrams.Piece piece = ref _pieces[PieceIndexOf(header)];
        nint sentBytes = LinuxDatagrams.SendOne(
            _socket.SafeHandle,
            piece.Start,
            piece.Bytes,
            LinuxDatagrams.DoNotWait,
            header.Address,
            header.AddressBytes);
        message.TransferredBytes = (uint)Math.Max(0, sentBytes);
        return sentBytes < 0 ? -1 : 1;
    }

    // A burst may be what the system or the way cannot do: its datagrams go one by one, and so do all from now on.
    private int Refuse(int at)
    {
        int count = (int)_messages[at].Header.PieceCount;
        bool mayBeTheBurst = count > 1 && Marshal.GetLastPInvokeError() != LinuxDatagrams.ErrorTryAgain;
        if (!mayBeTheBurst)
        {
            Counters.CountRefused(count);
            return 1;
        }

        _maySegment = false;
        LinuxDatagrams.Message burst = _messages[at];
        for (int index = 0; index < count; index++)
        {
            ref LinuxDatagrams.Header header = ref _messages[Count].Header;
            header = burst.Header;
            header.Pieces += index * Unsafe.SizeOf<LinuxDatagrams.Piece>();
            header.PieceCount = 1;
            header.ControlBytes = 0;
            if (Send(Count, 1) < 0)
                Counters.CountRefused(1);
        }

        return 1;
    }

    // What stays the same for every call.
    private void Point(int index)
    {
        _pieces[index].Start = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, index * _slotBytes);
        _segments[index] = new LinuxDatagrams.SegmentControl
        {
            Bytes = (nuint)(Marshal.OffsetOf<LinuxDatagrams.SegmentControl>(
                nameof(LinuxDatagrams.SegmentControl.SegmentBytes)) + sizeof(ushort)),
            Level = LinuxDatagrams.UdpLevel,
            Kind = LinuxDatagrams.SegmentOption,
        };
        ref LinuxDatagrams.Header header = ref _messages[index].Header;
        header.Address = Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, index * _addressBytes);
        header.AddressBytes = (uint)_addressBytes;
        header.Control = Marshal.UnsafeAddrOfPinnedArrayElement(_segments, index);
    }

    private int PieceIndexOf(in LinuxDatagrams.Header header) =>
        (int)(header.Pieces - Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, 0))
        / Unsafe.SizeOf<LinuxDatagrams.Piece>();

    private Span<byte> AddressOf(int index) => _addresses.AsSpan(index * _addressBytes, _addressBytes);

    private static T[] Pinned<T>(int count) => GC.AllocateArray<T>(count, pinned: true);
}
