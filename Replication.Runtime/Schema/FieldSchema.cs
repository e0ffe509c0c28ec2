namespace Replication.Runtime;

/// <summary>One field of a component as it is sent, for tools and error messages.</summary>
/// <param name="Name">The field's name; a field of a nested struct carries its path, as in <c>Aim.Yaw</c>.</param>
/// <param name="Kind">What the field holds.</param>
/// <param name="WordOffset">Where its words start in the component's.</param>
/// <param name="WordCount">How many words it has.</param>
/// <param name="Bits">What it costs in a full send, in bits, all its words together.</param>
/// <param name="Min">
/// The smallest value, in the field's unit: of its range, or of its type where it is an exact whole number; else zero.
/// </param>
/// <param name="Max">The largest value, in the field's unit, as for <paramref name="Min"/>.</param>
/// <param name="Step">The distance of neighbouring values; zero where the field is sent exactly.</param>
/// <param name="Length">How many elements an array has; zero for other kinds.</param>
/// <param name="Element">
/// The fields of one element of an array, their words counted from the element's first; a plain element is one field
/// without a name. Null for other kinds.
/// </param>
/// <param name="Enumeration">The names of an enum's values; null for other kinds.</param>
/// <param name="Id">
/// What names the field across versions, 1 to 65535; zero where its name does. The structs on its path have their own.
/// </param>
public sealed record FieldSchema(
    string Name, FieldKind Kind, int WordOffset, int WordCount, int Bits,
    double Min = 0, double Max = 0, double Step = 0,
    int Length = 0, IReadOnlyList<FieldSchema>? Element = null, EnumSchema? Enumeration = null,
    int Id = 0)
{
    /// <summary>
    /// What names the field across versions: its path, with <c>#id</c> in place of each name that has an id, as in
    /// <c>#3.Yaw</c>. Default: the name's path, and at its end the id where there is one.
    /// </summary>
    public string Key { get => field ?? KeyOf(Name, Id); init; }

    /// <summary>
    /// Whether it refers to the replica's parent, without which a client does not show it. Default: false.
    /// </summary>
    public bool IsParent { get; init; }

    /// <summary>
    /// The largest change against what was sent last that is none, in the field's unit. Default zero: every change is
    /// one.
    /// </summary>
    public double Tolerance { get; init; }

    private static string KeyOf(string name, int id) => id == 0 ? name : $"{name[..(name.LastIndexOf('.') + 1)]}#{id}";
}

/// <summary>What a replicated field holds.</summary>
public enum FieldKind
{
    /// <summary>A <see cref="bool"/>, one bit.</summary>
    Boolean,

    /// <summary>A whole number of 8 to 64 bits, exact or on a range.</summary>
    WholeNumber,

    /// <summary>A <see cref="float"/> or <see cref="double"/>, exact or on a range.</summary>
    Number,

    /// <summary>An enum, over the range of its declared values.</summary>
    Enumeration,

    /// <summary>A <c>Vector2</c>, <c>Vector3</c> or <c>Vector4</c>, exact or each axis on a range.</summary>
    Vector,

    /// <summary>A <c>Quaternion</c>, as its smallest three components.</summary>
    Rotation,

    /// <summary>An inline array of one of the other kinds.</summary>
    Array,

    /// <summary>A <see cref="NetRef{T}"/>: the id of another replica.</summary>
    Reference,
}
