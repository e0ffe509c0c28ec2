namespace Replication.Generators.Emission;

/// <summary>
/// The names in Runtime and the base library that generated code calls, whole, so that no user's name hides one.
/// </summary>
internal static class RuntimeNames
{
    public const string Runtime = "global::Replication.Runtime.";
    public const string Quantizer = Runtime + "Quantizer";
    public const string VectorQuantizer = Runtime + "VectorQuantizer";
    public const string SmallestThree = Runtime + "SmallestThree";
    public const string ReferenceCode = Runtime + "ReferenceCode";
    public const string DeltaCode = Runtime + "DeltaCode";
    public const string ChangeMask = Runtime + "ChangeMask";
    public const string ComponentChecks = Runtime + "ComponentChecks";
    public const string Writer = Runtime + "BitWriter";
    public const string Reader = Runtime + "BitReader";
    public const string Baseline = Runtime + "DeltaBaseline";
    public const string ChangeCode = Runtime + "ChangeCode";
    public const string WordCode = Runtime + "WordCode";
    public const string WordForm = Runtime + "WordForm";
    public const string RotationCode = Runtime + "RotationCode";
    public const string Prediction = Runtime + "Prediction";
    public const string Schema = Runtime + "ComponentSchema";
    public const string EnumSchema = Runtime + "EnumSchema";
    public const string MessageSchema = Runtime + "MessageSchema";
    public const string FieldCode = Runtime + "FieldCode";
    public const string RangeCode = Runtime + "RangeCode";
    public const string TextCode = Runtime + "TextCode";
    public const string ListCode = Runtime + "ListCode";
    public const string MessageField = Runtime + "MessageField";
    public const string JsonInput = Runtime + "JsonInput";
    public const string JsonValue = Runtime + "JsonValue";
    public const string JsonWriter = "global::System.Text.Json.Utf8JsonWriter";
    public const string List = "global::System.Collections.Generic.List";
    public const string CodeSchema = Runtime + "CodeSchema";
    public const string FieldKind = Runtime + "FieldKind";
    public const string Authority = Runtime + "Authority";
    public const string Audience = Runtime + "Audience";
    public const string BitConverter = "global::System.BitConverter";
    public const string Words = "global::System.Span<uint>";
    public const string ReadOnlyWords = "global::System.ReadOnlySpan<uint>";
    public const string Numerics = "global::System.Numerics.";
    public const string SequenceEqual = "global::System.MemoryExtensions.SequenceEqual";

    /// <summary>The generator and the version that it is of, which the tools show beside what it wrote.</summary>
    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"Replication.Generators\", \"{Version}\")]";

    private static string Version => typeof(RuntimeNames).Assembly.GetName().Version.ToString(3);
}
