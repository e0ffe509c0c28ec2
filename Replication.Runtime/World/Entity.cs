namespace Replication.Runtime;

/// <summary>Names an entity of one <see cref="WorldStore"/>. Local to it: never sent.</summary>
/// <param name="Index">Which place, from zero.</param>
/// <param name="Generation">Which use of that place, from one.</param>
public readonly record struct Entity(int Index, int Generation);
