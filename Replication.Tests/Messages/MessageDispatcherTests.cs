using CsCheck;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Messages;

public sealed class MessageDispatcherTests
{
    private static readonly MessageTable Table = ReplicationMessages.Table;
    private static readonly MessageContext FromMoves = new(SenderId: 9, Channel: 3, Reliability.Sequenced);

    private readonly MessageDispatcher _dispatcher = new(Table);
    private readonly List<(SampleMove Message, ulong Sender)> _moves = [];

    [Fact]
    public void A_message_reaches_its_handler_with_its_sender()
    {
        HandleMoves();
        var move = new SampleMove(0.5f, SampleSwitch.On, new(1.25f, null));
        Assert.Equal(DispatchResult.Handled, _dispatcher.Dispatch(Frame(move), FromMoves));
        Assert.Equal([(move, 9UL)], _moves);
        Assert.Equal(1, _dispatcher.CountOf(DispatchResult.Handled));
    }

    [Fact]
    public void A_refused_sender_does_not_reach_the_handler()
    {
        HandleMoves();
        _dispatcher.Validate((in SampleMove move, in MessageContext context) => context.SenderId == 9 && move.Turn > 0);
        Assert.Equal(DispatchResult.Handled, _dispatcher.Dispatch(Frame(new SampleMove(1, 0, null)), FromMoves));
        Assert.Equal(DispatchResult.Refused, _dispatcher.Dispatch(Frame(new SampleMove(-1, 0, null)), FromMoves));
        Assert.Equal(DispatchResult.Refused,
            _dispatcher.Dispatch(Frame(new SampleMove(1, 0, null)), FromMoves with { SenderId = 8 }));
        Assert.Single(_moves);
        Assert.Equal(2, _dispatcher.CountOf(DispatchResult.Refused));
    }

    [Fact]
    public void What_is_wrong_with_a_message_is_told_and_counted()
    {
        HandleMoves();
        byte[] frame = Frame(new SampleMove(1, 0, null));
        Expect(DispatchResult.UnknownType, [0xFF, 0xFF, 1], FromMoves);
        Expect(DispatchResult.UnknownType, [1], FromMoves);
        Expect(DispatchResult.UnknownType, [], FromMoves);
        Expect(DispatchResult.Unhandled, Frame(default(SamplePing)), new(9, 0, Reliability.ReliableOrdered));
        Expect(DispatchResult.WrongChannel, frame, FromMoves with { Channel = 4 });
        Expect(DispatchResult.WrongChannel, frame, FromMoves with { Reliability = Reliability.Unreliable });
        Expect(DispatchResult.Malformed, frame[..^1], FromMoves);
        Expect(DispatchResult.TrailingBits, [.. frame, 0], FromMoves);
        frame[^1] |= 0x80;
        Expect(DispatchResult.TrailingBits, frame, FromMoves);
        Assert.Equal(3, _dispatcher.CountOf(DispatchResult.UnknownType));
        Assert.Equal(2, _dispatcher.CountOf(DispatchResult.WrongChannel));
        Assert.Equal(2, _dispatcher.CountOf(DispatchResult.TrailingBits));
        Assert.Empty(_moves);
    }

    [Fact]
    public void Any_bytes_end_in_a_result()
    {
        HandleMoves();
        _dispatcher.On((in SampleChat _, in MessageContext _) => { });
        _dispatcher.On((in SampleRoute _, in MessageContext _) => { });
        ushort[] ids = [Table.IdOf<SampleMove>(), Table.IdOf<SampleChat>(), Table.IdOf<SampleRoute>(), 77];
        MessageContext[] contexts =
            [FromMoves, new(1, 1, Reliability.ReliableOrdered), new(1, 7, Reliability.ReliableUnordered), default];
        long dispatched = 0;
        Gen.Select(Gen.Int[0, 3], Gen.Byte.Array[0, 80]).Sample(
            (which, body) =>
            {
                byte[] frame = [(byte)ids[which], (byte)(ids[which] >> 8), .. body];
                _dispatcher.Dispatch(frame, contexts[which]);
                dispatched++;
            },
            threads: 1);
        Assert.Equal(dispatched, Enum.GetValues<DispatchResult>().Sum(_dispatcher.CountOf));
        Assert.NotEqual(0, _dispatcher.CountOf(DispatchResult.Malformed));
    }

    [Fact]
    public void A_handlers_exception_is_the_callers()
    {
        _dispatcher.On((in SampleMove _, in MessageContext _) => throw new InvalidOperationException("handler"));
        byte[] frame = Frame(new SampleMove(1, 0, null));
        var error = Assert.Throws<InvalidOperationException>(() => _dispatcher.Dispatch(frame, FromMoves));
        Assert.Equal("handler", error.Message);
    }

    [Fact]
    public void A_type_has_one_handler_and_one_validator()
    {
        HandleMoves();
        Assert.Throws<InvalidOperationException>(HandleMoves);
        _dispatcher.Validate((in SampleMove _, in MessageContext _) => true);
        Assert.Throws<InvalidOperationException>(
            () => _dispatcher.Validate((in SampleMove _, in MessageContext _) => true));
    }

    [Fact]
    public void Sending_and_dispatching_plain_messages_allocates_nothing()
    {
        int received = 0;
        _dispatcher.On((in SampleMove _, in MessageContext _) => received++);
        _dispatcher.On((in SampleShot _, in MessageContext _) => received++);
        _dispatcher.Validate((in SampleShot shot, in MessageContext _) => shot.Charge >= 0);
        var sender = new MessageSender(Table);
        var sink = new DispatchingSink(_dispatcher);
        var move = new SampleMove(0.5f, SampleSwitch.On, new(1, 2));
        var shot = new SampleShot { Charge = 3, Aim = System.Numerics.Quaternion.Identity };
        Send(10);
        Assert.Equal(0, Allocations.Of(() => Send(1000)));
        Assert.True(received >= 2020);

        void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                sender.TrySend(in move, sink);
                sender.TrySend(in shot, sink);
            }
        }
    }

    private void HandleMoves() => _dispatcher.On((in SampleMove move, in MessageContext context) =>
        _moves.Add((move, context.SenderId)));

    private void Expect(DispatchResult result, byte[] frame, MessageContext context) =>
        Assert.Equal(result, _dispatcher.Dispatch(frame, in context));

    private static byte[] Frame<T>(T message)
        where T : IMessage<T>
    {
        byte[] buffer = new byte[Table.MaxFrameBytes];
        return buffer[..MessageFrame.Write(Table, in message, buffer, out _)];
    }

    private sealed class DispatchingSink(MessageDispatcher dispatcher) : IMessageSink
    {
        public bool TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message) =>
            dispatcher.Dispatch(message, new(1, channel, reliability)) == DispatchResult.Handled;
    }
}
