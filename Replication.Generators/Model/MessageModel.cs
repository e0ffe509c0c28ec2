namespace Replication.Generators.Model;

/// <summary>A message as the emitter sees it: names, limits and fields, nothing of the compiler's.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Containers">The declarations around it from the outermost, as in <c>partial class Game</c>.</param>
/// <param name="Declaration">Its own, as in <c>partial record Chat</c>.</param>
/// <param name="Identifier">Its name as it is written in code.</param>
/// <param name="FullName">As in <c>Game.Chat</c>: its name in the message table.</param>
/// <param name="Route">How it travels.</param>
/// <param name="Record">Its fields.</param>
/// <param name="NestedRecords">The types among its fields, each once, a type before those that hold it.</param>
internal sealed record MessageModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string Identifier,
    string FullName,
    RouteModel Route,
    MessageRecord Record,
    EquatableArray<MessageRecord> NestedRecords)
{
    public string HintName => $"{FullName}.Message.g.cs";

    /// <summary>The most bytes, with the two of the type id.</summary>
    public long MaxFrameBytes => 2 + ((Record.MaxBits + 7) / 8);
}

/// <summary>How a message travels.</summary>
/// <param name="Kind">The span of its type id, as in <c>User</c>.</param>
/// <param name="Id">Its type id; zero where the table gives it one.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Reliability">What the channel promises, as in <c>ReliableOrdered</c>.</param>
internal sealed record RouteModel(string Kind, int Id, int Channel, string Reliability);

/// <summary>The fields of a message or of a type within one, and how a value is made of them.</summary>
/// <param name="TypeName">The type, from <c>global::</c> on.</param>
/// <param name="CodecName">The static class that is its codec; no other of the message has this name.</param>
/// <param name="IsReference">Whether it is a record class.</param>
/// <param name="Arguments">The fields that its primary constructor takes, in that order.</param>
/// <param name="Fields">All fields, in order of declaration.</param>
internal sealed record MessageRecord(
    string TypeName,
    string CodecName,
    bool IsReference,
    EquatableArray<string> Arguments,
    EquatableArray<MessageFieldModel> Fields)
{
    public long MinBits => Fields.Sum(item => item.Shape.MinBits);

    public long MaxBits => Fields.Sum(item => item.Shape.MaxBits);
}

/// <summary>A field of a message.</summary>
/// <param name="Name">As it was declared.</param>
/// <param name="Member">As it is written in code: a name that is a keyword has its @.</param>
/// <param name="Local">The variable that holds it while the message is read.</param>
/// <param name="Prefix">What its constants start with; no other field of the record has this prefix.</param>
/// <param name="Label">What errors call it, as in <c>Chat.Text</c>.</param>
/// <param name="Shape">What it holds.</param>
internal sealed record MessageFieldModel(
    string Name, string Member, string Local, string Prefix, string Label, MessageShape Shape);
