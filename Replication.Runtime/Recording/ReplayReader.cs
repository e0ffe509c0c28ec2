using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Reads a recording into rows, a tick at a time. A block that is damaged is passed over, up to the next keyframe.
/// </summary>
internal sealed class ReplayReader
{
    private const int EntryHeadBytes = 4;

    private readonly Stream _stream;
    private readonly ReplicationOptions _options;
    private readonly ReplayIndex _index;
    private byte[] _body = [];
    private int _bodyBytes;
    private int _position;
    private int _block;

    private ReplayReader(
        Stream stream, ReplayHead head, SchemaTable schema, ReplayIndex index, ReplicationOptions options)
    {
        _stream = stream;
        _options = options;
        _index = index;
        Head = head;
        Schema = schema;
        FirstTick = index[index.FirstKeyframe].Head.First;
        World = NewWorld();
        GoBefore(index.FirstKeyframe);
    }

    /// <summary>What the recording says of itself.</summary>
    public ReplayHead Head { get; }

    /// <summary>The components as they were recorded.</summary>
    public SchemaTable Schema { get; }

    /// <summary>The rows as of <see cref="CurrentTick"/>. Another object after a seek.</summary>
    public IncomingWorld World { get; private set; }

    /// <summary>The tick of the first keyframe.</summary>
    public Tick FirstTick { get; }

    /// <summary>The newest tick.</summary>
    public Tick LastTick => _index.LastTick;

    /// <summary>The tick that was read last; zero before the first.</summary>
    public Tick CurrentTick { get; private set; }

    /// <summary>Blocks that were passed over because they are damaged.</summary>
    public int DamagedBlocks { get; private set; }

    /// <summary>Opens a recording.</summary>
    /// <param name="stream">Any bytes, from its position on; can seek.</param>
    /// <param name="local">The components here.</param>
    /// <param name="options">Limits.</param>
    /// <param name="reader">Takes the reader.</param>
    /// <param name="problem">Takes what is wrong.</param>
    /// <returns>False where something is.</returns>
    public static bool TryOpen(
        Stream stream, SchemaTable local, ReplicationOptions options, [NotNullWhen(true)] out ReplayReader? reader,
        out ReplayProblem problem)
    {
        reader = null;
        ReplayHead? head = ReplayHead.Read(stream, out ReplayProblemKind kind);
        problem = new ReplayProblem(kind, "");
        if (head is null || !TryMatch(head, local, out SchemaTable? schema, ref problem)) return false;
        ReplayIndex index = ReplayIndex.Read(stream);
        if (index.FirstKeyframe < 0 || !index.HasTick)
        {
            problem = new ReplayProblem(ReplayProblemKind.Empty, "");
            return false;
        }

        reader = new ReplayReader(stream, head, schema, index, options);
        return true;
    }

    /// <summary>Reads one more tick.</summary>
    /// <returns>False at the end.</returns>
    public bool Step()
    {
        while (CurrentTick != LastTick && TryReadEntry(out EntryKind kind, out ReadOnlySpan<byte> entry))
        {
            if (kind == EntryKind.Tick)
            {
                CurrentTick = new Tick(BinaryPrimitives.ReadUInt32LittleEndian(entry));
                return true;
            }

            if (kind == EntryKind.Keyframe) continue;
            var reader = new BitReader(entry);
            if (!World.Replicator.Receive(ref reader)) PassOver();
        }

        return false;
    }

    /// <summary>Reads up to the newest tick that is not later than one; the first where all are.</summary>
    public void Seek(Tick tick)
    {
        int keyframe = _index.KeyframeBefore(tick);
        if (CurrentTick.Value == 0 || CurrentTick.IsNewerThan(tick) || keyframe > _block)
        {
            Restart(keyframe);
            CurrentTick = default;
            Step();
        }

        while (CurrentTick != LastTick && !NextTick().IsNewerThan(tick) && Step())
        {
            // Each step is a tick nearer.
        }
    }

    private static bool TryMatch(
        ReplayHead head, SchemaTable local, [NotNullWhen(true)] out SchemaTable? schema, ref ReplayProblem problem)
    {
        schema = local;
        if (head.SchemaHash == local.Hash) return true;
        string difference = "It has no description of them.";
        schema = SchemaDescription.Read(head.Description) is { } components
            ? SchemaMatch.Of(local, components, out difference)
            : null;
        problem = schema is null ? new ReplayProblem(ReplayProblemKind.SchemaMismatch, difference) : problem;
        return schema is not null;
    }

    // A recording is read from a disk in blocks with a limit: how wide a row may be was the sender's packets' matter.
    private IncomingWorld NewWorld() => new(new PrefabTable(Schema), _options, int.MaxValue);

    private void Restart(int block)
    {
        IncomingWorld before = World;
        World = NewWorld();
        World.TakeOver(before);
        GoBefore(block);
    }

    // The tick that the next entries belong to. A block begins with what is left of a tick, whose number its head has.
    private Tick NextTick()
    {
        for (int at = _position; at + EntryHeadBytes <= _bodyBytes;)
        {
            uint head = BinaryPrimitives.ReadUInt32LittleEndian(_body.AsSpan(at));
            at += EntryHeadBytes;
            if ((EntryKind)(byte)head == EntryKind.Tick && at + sizeof(uint) <= _bodyBytes)
                return new Tick(BinaryPrimitives.ReadUInt32LittleEndian(_body.AsSpan(at)));
            at += (int)(head >> 8);
        }

        return _block + 1 < _index.Count ? _index[_block + 1].Head.First : LastTick;
    }

    private bool TryReadEntry(out EntryKind kind, out ReadOnlySpan<byte> entry)
    {
        while (true)
        {
            if (_position < _bodyBytes)
            {
                if (TryTakeEntry(out kind, out entry)) return true;
                PassOver();
            }
            else if (_block + 1 >= _index.Count)
            {
                kind = default;
                entry = default;
                return false;
            }
            else if (!TryEnter(_block + 1))
            {
                PassOver();
            }
        }
    }

    private bool TryTakeEntry(out EntryKind kind, out ReadOnlySpan<byte> entry)
    {
        kind = default;
        entry = default;
        if (_bodyBytes - _position < EntryHeadBytes) return false;
        uint head = BinaryPrimitives.ReadUInt32LittleEndian(_body.AsSpan(_position));
        kind = (EntryKind)(byte)head;
        int length = (int)(head >> 8);
        _position += EntryHeadBytes;
        if (length > _bodyBytes - _position) return false;
        entry = _body.AsSpan(_position, length);
        _position += length;
        return kind is EntryKind.Snapshot or EntryKind.Keyframe || (kind == EntryKind.Tick && length == sizeof(uint));
    }

    private bool TryEnter(int block)
    {
        ReplayIndex.Block entered = _index[block];
        int length = entered.Head.BodyBytes;
        if (_body.Length < length) _body = new byte[BitOperations.RoundUpToPowerOf2((uint)length)];
        _stream.Position = entered.Offset;
        _stream.ReadExactly(_body.AsSpan(0, length));
        _block = block;
        _position = 0;
        _bodyBytes = length;
        return Crc32.HashToUInt32(_body.AsSpan(0, length)) == entered.Head.BodyCheck;
    }

    // What follows counts on what is lost, up to the next keyframe. Where there is none it was the end.
    private void PassOver()
    {
        DamagedBlocks++;
        int next = _index.KeyframeFrom(_block + 1);
        if (next < _index.Count)
            Restart(next);
        else
            GoBefore(next);
    }

    private void GoBefore(int block)
    {
        _block = block - 1;
        _position = 0;
        _bodyBytes = 0;
    }
}
