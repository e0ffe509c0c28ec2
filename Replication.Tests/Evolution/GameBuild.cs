using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Evolution;

/// <summary>
/// One build of a game, made from source text by the real generator: two of them are a server and a client that were
/// released on different days.
/// </summary>
internal sealed class GameBuild
{
    private readonly Type _world;
    private Action<WorldStore, int>? _step;

    private GameBuild(Type schema, Type world)
    {
        Schema = (SchemaTable)schema.GetProperty("Table")!.GetValue(null)!;
        _world = world;
    }

    public SchemaTable Schema { get; }

    /// <summary>Makes a build.</summary>
    /// <param name="components">Its components, in the namespace Game.</param>
    /// <param name="world">Members of a class that fills and shows its store; see <see cref="Step"/>.</param>
    /// <param name="profile">Its trained codes.</param>
    public static GameBuild Of(string components, string world = "", string? profile = null)
    {
        string source = $$"""
            #pragma warning disable CS8019
            using System;
            using System.Numerics;
            using Replication.Runtime;

            namespace Game;

            {{components}}

            public static class World
            {
                {{world}}
            }
            """;
        GeneratorHost.Driver(profile: profile).RunGeneratorsAndUpdateCompilation(
            GeneratorHost.Compile(GeneratorHost.Parse(source)), out Compilation compilation, out _);
        using var bytes = new MemoryStream();
        Assert.Empty(compilation.Emit(bytes).Diagnostics
            .Where(static item => item.Severity == DiagnosticSeverity.Error));
        bytes.Position = 0;
        var assembly = new AssemblyLoadContext(null).LoadFromStream(bytes);
        return new GameBuild(
            assembly.GetType("Game.ReplicationSchema", throwOnError: true)!, assembly.GetType("Game.World")!);
    }

    /// <summary>The build's <c>void Step(WorldStore store, int tick)</c>, which moves its world on.</summary>
    public Action<WorldStore, int> Step =>
        _step ??= _world.GetMethod("Step")!.CreateDelegate<Action<WorldStore, int>>();

    /// <summary>The build's <c>PrefabTable Prefabs()</c>.</summary>
    public PrefabTable Prefabs => _world.GetMethod("Prefabs")!.CreateDelegate<Func<PrefabTable>>()();

    /// <summary>The build's <c>string Show(WorldStore store)</c>, which tells what the store holds.</summary>
    public Func<WorldStore, string> Show => _world.GetMethod("Show")!.CreateDelegate<Func<WorldStore, string>>();
}
