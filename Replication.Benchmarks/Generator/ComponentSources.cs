using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Replication.Benchmarks;

/// <summary>The sources of a large game: one component a file, over several namespaces, of every usual sort.</summary>
internal static class ComponentSources
{
    private const int ComponentsPerNamespace = 50;

    // Names of different lengths, as real ones are: 40 times 25 of them.
    private static readonly string[] Qualities =
    [
        "Active", "Armed", "Burning", "Carried", "Closed", "Cold", "Damaged", "Distant", "Equipped", "Fast", "Fixed",
        "Flying", "Former", "Free", "Frozen", "Hidden", "Hostile", "Large", "Living", "Local", "Locked", "Mobile",
        "Moving", "Neutral", "Open", "Owned", "Planned", "Primary", "Rare", "Ready", "Recent", "Remote", "Secondary",
        "Shared", "Slow", "Small", "Temporary", "Trained", "Visible", "Wounded",
    ];

    private static readonly string[] Things =
    [
        "Animation", "Armor", "Body", "Building", "Camera", "Cargo", "Door", "Effect", "Engine", "Faction", "Health",
        "Inventory", "Light", "Movement", "Order", "Path", "Projectile", "Quest", "Score", "Shield", "Sound",
        "Stamina", "Target", "Vehicle", "Weapon",
    ];

    public static CSharpParseOptions CSharp14 { get; } = new(LanguageVersion.CSharp14);

    /// <summary>The file of one component.</summary>
    /// <param name="index">Which; decides its namespace, name and fields.</param>
    /// <param name="edits">How often it was edited; each edit sets another range.</param>
    public static SyntaxTree Component(int index, int edits)
    {
        string name = Qualities[index % Qualities.Length] + Things[index / Qualities.Length % Things.Length];
        if (index >= Qualities.Length * Things.Length) name += index;
        string fields = $"    [Quantize(0, {100 + edits}, 1)]\n    public int Amount;\n\n{Fields(index)}";
        return Parse($"{name}.cs", $$"""
            using System.Numerics;
            using Replication.Runtime;

            namespace Game.Area{{index / ComponentsPerNamespace:00}};

            /// <summary>One of many.</summary>
            [Replicated]
            public partial struct {{name}}
            {
            {{fields}}
            }

            """);
    }

    /// <summary>The types that components have in common.</summary>
    public static SyntaxTree Shared() => Parse("Shared.cs", """
        using System.Runtime.CompilerServices;
        using Replication.Runtime;

        namespace Game;

        public enum Stance { Standing, Crouching, Prone, Swimming }

        public struct Aim
        {
            [Quantize(-180, 180, 0.1)]
            public float Yaw;

            [Quantize(-90, 90, 0.1)]
            public float Pitch;
        }

        [InlineArray(8)]
        public struct Slots { private ushort _first; }

        """);

    /// <summary>A file that has nothing to do with components, as most of a game.</summary>
    /// <param name="edits">How often it was edited; each edit writes another method.</param>
    public static SyntaxTree Unrelated(int edits) => Parse("Steering.cs", $$"""
        using System;
        using System.Collections.Generic;

        namespace Game;

        public sealed class Steering
        {
            private readonly List<double> _angles = [];

            public double Turn{{edits}}(double angle)
            {
                _angles.Add(angle * {{edits}});
                return Math.IEEERemainder(angle, {{edits + 1}});
            }
        }

        """);

    private static string Fields(int index) => (index % 6) switch
    {
        0 => """
                [Quantize(-256, 255.998, 0.002)]
                public Vector3 Position;

                [SmallestThree(9)]
                public Quaternion Orientation;

                public bool IsAwake;
            """,
        1 => """
                public int Points;
                public ushort Level;
                public bool IsAlive;
                public Stance Stance;
            """,
        2 => """
                [Quantize(-32, 31.96875, 0.03125)]
                public Vector3 Velocity;

                [Quantize(0, 1, 0.01)]
                public float Charge;
            """,
        3 => """
                public Aim Aim;
                public Slots Slots;
                public byte Selected;
            """,
        4 => """
                public float Exact;
                public double Time;
                public long Account;
                public Vector2 Offset;
            """,
        _ => """
                public byte Red;
                public byte Green;
                public byte Blue;
                public bool IsLit;
                public bool Flickers;
            """,
    };

    private static SyntaxTree Parse(string path, string source) =>
        CSharpSyntaxTree.ParseText(source.ReplaceLineEndings("\n"), CSharp14, path);
}
