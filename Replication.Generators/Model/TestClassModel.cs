namespace Replication.Generators.Model;

/// <summary>A class that gets tests.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Declaration">As in <c>partial class CodecTests</c>.</param>
/// <param name="FullName">As in <c>Game.CodecTests</c>.</param>
/// <param name="Components">What it tests, in ordinal order of names.</param>
internal sealed record TestClassModel(
    string Namespace, string Declaration, string FullName, EquatableArray<TestedComponent> Components)
{
    public string HintName => $"{FullName}.Tests.g.cs";
}

/// <summary>A component that is tested.</summary>
/// <param name="FullName">As in <c>Game.Transform</c>.</param>
/// <param name="TypeName">The same from <c>global::</c> on.</param>
internal sealed record TestedComponent(string FullName, string TypeName);
