using Replication.Runtime;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Evolution;

/// <summary>What may change between a server and a client, end to end.</summary>
public class EvolutionTests
{
    private const string Step = """
        public static void Step(WorldStore store, int tick)
        {
            if (tick == 0) store.Create(new Pose { Place = new Vector2(3, -4), Heading = 90, Score = 7, IsUp = true });
            else store.Get<Pose>(store.Chunks[^1].Entities[0]).Score = 7 + tick;
        }
        """;

    private const string Pose = """
        [Replicated] public partial struct Pose
        {
            [Quantize(-10, 10, 0.5)] public Vector2 Place;
            [Quantize(0, 360, 1)] public float Heading;
            public int Score;
            public bool IsUp;
        }
        """;

    private static readonly GameBuild Server = GameBuild.Of(Pose, Step);

    [Fact]
    public void A_field_that_only_the_client_has_keeps_its_default() => Assert.Equal(
        "<3, -4> 90 9 True 5",
        ShownBy(
            """
            [Replicated] public partial struct Pose
            {
                public Pose() { }
                [Quantize(-10, 10, 0.5)] public Vector2 Place;
                public short Armor = 5;
                [Quantize(0, 360, 1)] public float Heading;
                public int Score;
                public bool IsUp;
            }
            """,
            "$\"{pose.Place} {pose.Heading} {pose.Score} {pose.IsUp} {pose.Armor}\""));

    [Fact]
    public void A_field_that_only_the_server_has_is_skipped() => Assert.Equal(
        "<3, -4> 9",
        ShownBy(
            """
            [Replicated] public partial struct Pose { [Quantize(-10, 10, 0.5)] public Vector2 Place; public int Score; }
            """,
            "$\"{pose.Place} {pose.Score}\""));

    [Fact]
    public void The_order_of_fields_may_change() => Assert.Equal(
        "True 9 90 <3, -4>",
        ShownBy(
            """
            [Replicated] public partial struct Pose
            {
                public bool IsUp;
                public int Score;
                [Quantize(0, 360, 1)] public float Heading;
                [Quantize(-10, 10, 0.5)] public Vector2 Place;
            }
            """,
            "$\"{pose.IsUp} {pose.Score} {pose.Heading} {pose.Place}\""));

    [Fact]
    public void An_id_keeps_a_renamed_field_and_may_be_given_later()
    {
        GameBuild server = GameBuild.Of(
            """
            public struct Aim { [FieldId(1)] public byte Yaw; public byte Pitch; }
            [Replicated] public partial struct Pose { [FieldId(4)] public Aim Aim; public int Score; public byte Mana; }
            """,
            """
            public static void Step(WorldStore store, int tick)
            {
                if (tick == 0) store.Create(new Pose { Aim = new Aim { Yaw = 3, Pitch = 4 }, Mana = 5, Score = 6 });
            }
            """);
        GameBuild client = Client(
            """
            public struct Look { public byte Pitch; [FieldId(1)] public byte Left; }
            [Replicated] public partial struct Pose { [FieldId(4)] public Look Look; [FieldId(9)] public int Score; }
            """,
            "$\"{pose.Look.Left} {pose.Look.Pitch} {pose.Score}\"");
        Assert.Equal("3 4 6", Shown(server, client));
    }

    [Fact]
    public void Components_may_come_and_go_and_tags_with_them()
    {
        GameBuild server = GameBuild.Of(
            """
            [Replicated] public partial struct Armor { public byte Points; public Quaternion Turn; }
            [Replicated] public partial struct Burning;
            [Replicated] public partial struct Frozen;
            [Replicated] public partial struct Score { public int Points; }
            """,
            """
            public static void Step(WorldStore store, int tick)
            {
                if (tick == 0) store.Create(new Armor { Points = 6 });
                Entity entity = tick == 0 ? store.Create(new Score { Points = 5 }) : store.Chunks[^1].Entities[0];
                if (tick == 1) store.Add(entity, new Armor { Points = 9 });
                if (tick == 1) store.Add(entity, default(Burning));
                if (tick == 1) store.Add(entity, default(Frozen));
            }
            """);
        GameBuild client = GameBuild.Of(
            """
            [Replicated] public partial struct Frozen;
            [Replicated] public partial struct Aura { public int Glow; }
            [Replicated] public partial struct Score { public int Points; public int Bonus; }
            """,
            """
            public static string Show(WorldStore store)
            {
                var lines = new System.Collections.Generic.List<string>();
                foreach (WorldChunk chunk in store.Chunks)
                foreach (Entity entity in chunk.Entities)
                {
                    string score = store.Has<Score>(entity) ? $"score {store.Get<Score>(entity).Points}" : "nothing";
                    lines.Add(score + (store.Has<Frozen>(entity) ? " frozen" : ""));
                }

                lines.Sort(string.CompareOrdinal);
                return string.Join(", ", lines);
            }
            """);
        Assert.Equal("nothing, score 5 frozen", Shown(server, client));
    }

    [Theory]
    [InlineData(
        "[Quantize(-10, 10, 0.5)] public Vector2 Place; [Quantize(0, 360, 0.5)] public float Heading;",
        "Game.Pose.Heading: here [0, 360] step 0.5 (10 bits), there [0, 360] step 1 (9 bits)")]
    [InlineData(
        "public Vector2 Place; public uint Score;",
        "Game.Pose.Place: here exact (2 x 32 bits), there [-10, 10] step 0.5 (2 x 6 bits)\n"
        + "Game.Pose.Score: here [0, 4294967295] exact (32 bits), there [-2147483648, 2147483647] exact (32 bits)")]
    [InlineData(
        "public bool Score; public Quaternion Heading;",
        "Game.Pose.Heading: here Rotation smallest three (29 bits), there Number [0, 360] step 1 (9 bits)\n"
        + "Game.Pose.Score: here Boolean (1 bit), there WholeNumber [-2147483648, 2147483647] exact (32 bits)")]
    public void A_field_that_changed_is_refused_with_what_is_where(string fields, string difference)
    {
        GameBuild client = GameBuild.Of($"[Replicated] public partial struct Pose {{ {fields} }}");
        using var builds = new TwoBuilds(Server, client);
        builds.Play(20);
        Assert.Equal(difference, builds.Client.SchemaDifference);
        Assert.Equal(DisconnectReason.SchemaMismatch, builds.Client.Session.Reason);
        Assert.Empty(builds.Server.Connections);
        Assert.Equal(0, builds.ClientStore.Count);
    }

    [Fact]
    public void Another_authority_is_refused()
    {
        GameBuild client = GameBuild.Of(
            Pose.Replace("[Replicated]", "[Replicated, Authority(Authority.Owner)]", StringComparison.Ordinal));
        using var builds = new TwoBuilds(Server, client);
        builds.Play(20);
        Assert.Equal("Game.Pose: here authority Owner, there Server", builds.Client.SchemaDifference);
    }

    [Fact]
    public void An_inline_array_is_read_only_where_the_component_is_the_same()
    {
        const string Slots =
            "[System.Runtime.CompilerServices.InlineArray(3)] public struct Slots { private int _first; }";
        GameBuild server = GameBuild.Of(
            Slots + "[Replicated] public partial struct Bag { public Slots Slots; }\n" + Pose, Step);
        GameBuild same = GameBuild.Of(
            Slots + "[Replicated] public partial struct Bag { public Slots Slots; }\n" + Pose
            + "[Replicated] public partial struct Aura { public int Glow; }");
        using (var builds = new TwoBuilds(server, same))
        {
            builds.Play(5);
            Assert.True(builds.TickUntilConverged());
        }

        GameBuild other = GameBuild.Of(
            Slots + "[Replicated] public partial struct Bag { public Slots Slots; public int Gold; }\n" + Pose);
        using var refused = new TwoBuilds(server, other);
        refused.Play(20);
        Assert.Equal(
            "Game.Bag.Slots: an inline array is read only where the whole component is the same",
            refused.Client.SchemaDifference);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Where_one_side_does_not_allow_it_they_part(bool server, bool client)
    {
        using var builds = new TwoBuilds(
            Server, GameBuild.Of("[Replicated] public partial struct Pose { public int Score; }"),
            serverOptions: new ReplicationOptions { AllowSchemaEvolution = server },
            clientOptions: new ReplicationOptions { AllowSchemaEvolution = client });
        builds.Play(20);
        Assert.Equal(DisconnectReason.SchemaMismatch, builds.Client.Session.Reason);
        Assert.Equal(client, builds.Client.SchemaDifference is null);
        Assert.Empty(builds.Server.Connections);
    }

    [Fact]
    public void Equal_builds_connect_without_a_word_about_schemas()
    {
        GameBuild client = Client(Pose, "$\"{pose.Score}\"");
        var options = new ReplicationOptions { ReconnectGrace = TimeSpan.Zero };
        using var builds = new TwoBuilds(Server, client, serverOptions: options);
        builds.Play(3);
        Assert.True(builds.TickUntilConverged());
        byte channel = (byte)new TransportOptions().Channels.Length;
        Assert.Equal(0, builds.Server.Connections[0].Session.GetChannelStatistics(channel).MessagesSent);
        Assert.Equal("9", builds.Shown);
    }

    [Fact]
    public void A_prefab_is_what_the_server_s_components_make_of_it()
    {
        GameBuild server = GameBuild.Of(
            """
            [Replicated] public partial struct Armor { public ushort Points; }
            [Replicated] public partial struct Crate { public int Mass; public byte Kind; public int Crates; }
            """,
            """
            public static PrefabTable Prefabs() => new(
                ReplicationSchema.Table,
                new Prefab(7).With(new Crate { Mass = 1_000, Kind = 3, Crates = 24 }).With(new Armor { Points = 50 }));
            public static void Step(WorldStore store, int tick)
            {
                if (tick > 0) return;
                Entity crate = store.Create(new Crate { Mass = 1_000, Kind = 3, Crates = 23 });
                store.Add(crate, new Armor { Points = 50 });
            }
            """);
        GameBuild client = GameBuild.Of(
            "[Replicated] public partial struct Crate { public int Crates; public int Mass; public long Owner; }",
            """
            public static PrefabTable Prefabs() => new(
                ReplicationSchema.Table, new Prefab(7).With(new Crate { Crates = 1, Mass = 2, Owner = 3 }));
            public static string Show(WorldStore store)
            {
                Crate crate = store.Get<Crate>(store.Chunks[^1].Entities[0]);
                return $"{crate.Mass} {crate.Crates} {crate.Owner}";
            }
            """);
        using var builds = new TwoBuilds(
            server, client,
            serverOptions: new ReplicationOptions { Prefabs = server.Prefabs },
            clientOptions: new ReplicationOptions { Prefabs = client.Prefabs });
        int heard = 0;
        builds.ClientStore.PrefabSpawned = (_, prefab) => heard = prefab;
        builds.Server.Replicas.Spawned = static (table, ids) => table.SetPrefab(ids[0], 7);
        builds.Play(3);
        Assert.True(builds.TickUntilConverged());

        Assert.Equal("1000 23 0", builds.Shown);
        Assert.Equal(7, heard);

        // A field that differs by one and not 88 bits of values.
        Assert.InRange(builds.Server.Connections[0].Statistics.UpdateBits, 1, 30);
    }

    private static string ShownBy(string pose, string text) => Shown(Server, Client(pose, text));

    private static GameBuild Client(string components, string text) => GameBuild.Of(
        components,
        $$"""
        public static string Show(WorldStore store)
        {
            Pose pose = store.Get<Pose>(store.Chunks[^1].Entities[0]);
            return FormattableString.Invariant({{text}});
        }
        """);

    private static string Shown(GameBuild server, GameBuild client)
    {
        using var builds = new TwoBuilds(server, client);
        builds.Play(3);
        Assert.True(builds.TickUntilConverged());
        Assert.Null(builds.Client.SchemaDifference);
        return builds.Shown;
    }
}
