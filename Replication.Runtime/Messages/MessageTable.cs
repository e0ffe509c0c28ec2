using System.Buffers.Binary;
using System.IO.Hashing;

namespace Replication.Runtime;

/// <summary>
/// The messages that two peers exchange, by type id. The generator writes one for each assembly; both peers must have
/// the same, which <see cref="Hash"/> says.
/// </summary>
/// <remarks>
/// A message with an id of its own keeps it. The others of a kind take the free ids of the kind's span from its start,
/// in the ordinal order of their names. Does not change after it was made; safe from any thread.
/// </remarks>
public sealed class MessageTable
{
    private const int PageCount = 256;
    private const int PageSize = 256;

    private readonly MessageCodec[] _codecs;
    private readonly ushort[] _ids;

    // Slot + 1 by id, in pages of those ids that have one; slot + 1 by the type's index.
    private readonly ushort[]?[] _slotsOfIds = new ushort[PageCount][];
    private readonly ushort[] _slotsOfTypes;

    /// <summary>Makes a table. The order of the codecs does not matter.</summary>
    /// <param name="codecs">The messages' codecs; may be none.</param>
    /// <exception cref="ArgumentException">
    /// A message twice, an id twice or outside its kind's span, more messages than the span has ids, or a message that
    /// is larger than its channel carries.
    /// </exception>
    public MessageTable(params ReadOnlySpan<MessageCodec> codecs)
    {
        _codecs = codecs.ToArray();
        _ids = new ushort[_codecs.Length];
        Array.Sort(_codecs, static (a, b) => string.CompareOrdinal(a.Schema.Name, b.Schema.Name));
        _slotsOfTypes = new ushort[_codecs.Length == 0 ? 0 : _codecs.Max(static codec => codec.TypeIndex) + 1];
        for (int slot = 0; slot < _codecs.Length; slot++) Enter(slot);
        for (int slot = 0; slot < _codecs.Length; slot++)
        {
            if (_codecs[slot].Schema.Id != 0) TakeId(slot, _codecs[slot].Schema.Id);
        }

        for (int slot = 0; slot < _codecs.Length; slot++)
        {
            if (_codecs[slot].Schema.Id == 0) TakeId(slot, FreeId(_codecs[slot].Schema.Kind));
        }

        Hash = HashOfAll();
    }

    /// <summary>How many messages the table has.</summary>
    public int Count => _codecs.Length;

    /// <summary>Equal where two tables have the same messages with the same ids, channels, fields and limits.</summary>
    public ulong Hash { get; }

    /// <summary>The most bytes of any message of the table, type id included.</summary>
    public int MaxFrameBytes { get; private set; } = MessageFrame.HeadBytes;

    /// <summary>The messages, in the ordinal order of their names.</summary>
    public ReadOnlySpan<MessageCodec> Codecs => _codecs;

    /// <summary>One table of the messages of several, as when a game spans several assemblies.</summary>
    /// <param name="tables">The tables.</param>
    /// <returns>A new table, with ids of its own for messages that have none.</returns>
    /// <exception cref="ArgumentException">As for a table of all their messages.</exception>
    public static MessageTable Merge(params ReadOnlySpan<MessageTable> tables)
    {
        var codecs = new List<MessageCodec>();
        foreach (MessageTable table in tables) codecs.AddRange(table._codecs);
        return new MessageTable(codecs.ToArray());
    }

    /// <summary>The type id of a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <returns>The id, never zero.</returns>
    /// <exception cref="ArgumentException">The table does not have it.</exception>
    public ushort IdOf<T>()
        where T : IMessage<T> => _ids[SlotOf<T>()];

    /// <summary>The codec of a type id.</summary>
    /// <param name="id">Any number.</param>
    /// <returns>The codec, or null where no message has that id.</returns>
    public MessageCodec? Find(ushort id)
    {
        int slot = SlotOf(id);
        return slot < 0 ? null : _codecs[slot];
    }

    /// <summary>The type id of a message by its name.</summary>
    /// <param name="name">The full name, as in <c>Game.Chat</c>.</param>
    /// <returns>The id, or zero where no message has that name.</returns>
    public ushort IdOf(string name)
    {
        int slot = Array.FindIndex(_codecs, codec => codec.Schema.Name == name);
        return slot < 0 ? (ushort)0 : _ids[slot];
    }

    // A message's place in the order of names.
    internal int SlotOf<T>()
        where T : IMessage<T>
    {
        int index = MessageTypeIndex<T>.Value;
        int slot = index < _slotsOfTypes.Length ? _slotsOfTypes[index] - 1 : -1;
        if (slot < 0) Throw.MessageUnknown(typeof(T));
        return slot;
    }

    internal int SlotOf(ushort id) => (_slotsOfIds[id / PageSize]?[id % PageSize] ?? 0) - 1;

    private void Enter(int slot)
    {
        MessageCodec codec = _codecs[slot];
        ref ushort place = ref _slotsOfTypes[codec.TypeIndex];
        if (place != 0) Throw.MessageTwice(codec.Schema.Name);
        if (codec.Schema.MaxFrameBytes > codec.Schema.LimitBytes) Throw.MessageTooLarge(codec.Schema);
        place = (ushort)(slot + 1);
        MaxFrameBytes = Math.Max(MaxFrameBytes, codec.Schema.MaxFrameBytes);
    }

    private void TakeId(int slot, int id)
    {
        MessageSchema schema = _codecs[slot].Schema;
        bool isOfKind = id >= MessageIds.FirstOf(schema.Kind) && id <= MessageIds.LastOf(schema.Kind);
        if (!isOfKind || SlotOf((ushort)id) >= 0) Throw.MessageIdRefused(schema);
        _ids[slot] = (ushort)id;
        (_slotsOfIds[id / PageSize] ??= new ushort[PageSize])[id % PageSize] = (ushort)(slot + 1);
    }

    // Beyond the span's end there is none, which TakeId refuses.
    private int FreeId(MessageKind kind)
    {
        int id = MessageIds.FirstOf(kind);
        while (id <= MessageIds.LastOf(kind) && SlotOf((ushort)id) >= 0) id++;
        return id;
    }

    private ulong HashOfAll()
    {
        var hash = new XxHash3();
        Span<byte> bytes = stackalloc byte[sizeof(ushort) + sizeof(ulong)];
        for (int slot = 0; slot < _codecs.Length; slot++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, _ids[slot]);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ushort)..], _codecs[slot].Schema.Hash);
            hash.Append(bytes);
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
