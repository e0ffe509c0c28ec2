namespace Replication.Generators.Model;

/// <summary>A component as the emitter sees it: names, layout and ranges, nothing of the compiler's.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Containers">The declarations around it from the outermost, as in <c>partial class Game</c>.</param>
/// <param name="Declaration">Its own, as in <c>partial record struct Health</c>.</param>
/// <param name="Identifier">Its name as it is written in code.</param>
/// <param name="FullName">As in <c>Game.Transform</c>: its name in the schema.</param>
/// <param name="Authority">The side that may write it, as in <c>Server</c>.</param>
/// <param name="Audience">Who receives it, as in <c>Everyone</c>.</param>
/// <param name="Record">Its fields.</param>
/// <param name="NestedRecords">The struct types among its fields, each once, a type before those that hold it.</param>
internal sealed record ComponentModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string Identifier,
    string FullName,
    string Authority,
    string Audience,
    RecordModel Record,
    EquatableArray<RecordModel> NestedRecords)
{
    /// <summary>Its trained codes; null where it has those of every component.</summary>
    public ProfileModel? Profile { get; init; }

    /// <summary>How often a second it is looked at; zero for each tick.</summary>
    public double Rate { get; init; }

    /// <summary>How soon replicas that have it go where not everything can; zero for as soon as any.</summary>
    public double Priority { get; init; }

    /// <summary>What a full send costs at most, in bits: trained codes have one to say that they are used.</summary>
    public int FullBits => Record.FullBits + (Profile is null ? 0 : 1);

    public string HintName => $"{FullName}.Codec.g.cs";
}

/// <summary>The fields of a component or of a struct within one; a record has one change mask.</summary>
/// <param name="TypeName">The struct's type, from <c>global::</c> on.</param>
/// <param name="CodecName">The static class that is its codec; no other of the component has this name.</param>
/// <param name="Fields">The fields, in order of declaration.</param>
internal sealed record RecordModel(string TypeName, string CodecName, EquatableArray<FieldModel> Fields)
{
    public int WordCount => Fields.Sum(item => item.Shape.WordCount);

    public int FullBits => Fields.Sum(item => item.Shape.FullBits);
}

/// <summary>A field of a record.</summary>
/// <param name="Name">As it was declared.</param>
/// <param name="Member">As it is written in code: a name that is a keyword has its @.</param>
/// <param name="Prefix">What its constants start with; no other field of the record has this prefix.</param>
/// <param name="WordOffset">Where its words start in the record's.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Id">What names it across versions of the game, 1 to 65535; null where its name does.</param>
internal sealed record FieldModel(
    string Name, string Member, string Prefix, int WordOffset, FieldShape Shape, int? Id)
{
    /// <summary>The largest change that is none, in the field's unit; zero where every change is one.</summary>
    public double Tolerance { get; init; }
}
