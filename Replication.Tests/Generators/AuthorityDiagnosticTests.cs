using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Code that runs on clients and writes what is the server's: what is found, and what is left alone.</summary>
public sealed class AuthorityDiagnosticTests
{
    private const string Components = """
        [Replicated] public partial struct Pose
        {
            public int X;
            public Inner Inner;
            public int Y { get; set; }
            public void Reset() { }
            public Pose(int x) { X = x; Y = x; }
        }
        public struct Inner { public int Z; }
        [Replicated] [Authority(Authority.Server)] public partial struct Health { public int Points; }
        [Replicated] [Authority(Authority.Owner)] public partial struct Steering { public int Turn; }
        public struct Plain { public int X; }
        [InlineArray(2)] public struct Two { private Pose _first; }

        """;

    [Fact]
    public void The_message_names_the_component_the_code_and_the_remedy() => Expect.Error(
        "RPL018",
        "'Pose' is the server's to write and 'View' runs on clients; "
            + "write it on the server, or change a copy of it, or give its owner the authority",
        Components + "[ClientSide] public class View { void Draw(ref Pose pose) { [|pose.X|] = 1; } }");

    [Theory]
    [InlineData("[|pose.X|] = 1;")]
    [InlineData("[|pose.X|] += 1;")]
    [InlineData("[|pose.X|]++;")]
    [InlineData("--[|pose.Inner.Z|];")]
    [InlineData("[|pose.Y|] = 1;")]
    [InlineData("[|pose|] = default;")]
    [InlineData("ref Pose other = ref pose; [|other.X|] = 1;")]
    [InlineData("([|pose.X|], var rest) = (1, 2);")]
    [InlineData("[|world.Get<Pose>(entity).X|] = 1;")]
    [InlineData("[|world.Get<Pose>(entity)|] = new Pose(1);")]
    [InlineData("ref var found = ref world.Get<Pose>(entity); [|found.Inner.Z|] = 1;")]
    [InlineData("[|world.Chunks[0].Column<Pose>()[0].X|] = 1;")]
    [InlineData("[|span[0].X|] = 1;")]
    [InlineData("[|span[^1].X|] = 1;")]
    [InlineData("foreach (ref Pose each in span) [|each.X|] = 1;")]
    [InlineData("[|array[0].X|] = 1;")]
    [InlineData("[|_field.X|] = 1;")]
    [InlineData("[|_two[0].X|] = 1;")]
    [InlineData("[|Static.X|] = 1;")]
    [InlineData("Change(ref [|pose|]);")]
    [InlineData("ChangeNumber(ref [|pose.X|]);")]
    [InlineData("int.TryParse(\"1\", out [|pose.X|]);")]
    [InlineData("([|flag ? ref pose : ref span[0]|]) = default;")]
    [InlineData("Action change = () => [|_field.X|] = 1;")]
    [InlineData("void Local() { [|_field.X|] = 1; } Local();")]
    [InlineData("world.[|Create|](new Pose(1));")]
    [InlineData("world.[|Add<Pose>|](entity, default);")]
    [InlineData("world.[|Remove<Health>|](entity);")]
    public void A_write_that_reaches_the_component(string statement) =>
        Expect.Each("RPL018", Code("[ClientSide]", "", statement));

    [Fact]
    public void A_method_is_marked_by_itself_too() => Expect.Each("RPL018", Code("", "[ClientSide]",
        "[|pose.X|] = 1; Action change = () => [|_field.X|] = 1; void Local() { [|_field.X|] = 1; } Local();"));

    [Theory]
    [InlineData("Pose copy = world.Get<Pose>(entity); copy.X = 1; copy.Inner.Z++; copy = default;")]
    [InlineData("Pose copy = pose; Change(ref copy); ChangeNumber(ref copy.X);")]
    [InlineData("int x = pose.X + span[0].X + world.Get<Pose>(entity).Y;")]
    [InlineData("var made = new Pose { X = 1, Inner = new Inner { Z = 2 } }; var other = made with { X = 2 };")]
    [InlineData("ref Pose a = ref pose; a = ref span[0];")]
    [InlineData("world.Get<Steering>(entity).Turn = 1; world.Add(entity, new Steering { Turn = 1 });")]
    [InlineData("plain.X = 1; _plain.X = 1;")]
    [InlineData("TryMake(out Pose made); TryMake(out var again); TryMake(out _);")]
    [InlineData("_list[0] = pose; _list.Add(pose); Property = pose;")]
    [InlineData("Read(in pose); pose.Reset();")]
    [InlineData("int local = 0; local = pose.X; ChangeNumber(ref local);")]
    [InlineData("(flag ? ref plain : ref _plain).X = 1;")]
    [InlineData("Pose a = pose, b = pose; (flag ? ref a : ref b).X = 1;")]
    [InlineData("Two two = default; two[0].X = 1;")]
    [InlineData("var set = System.Collections.Immutable.ImmutableArray.Create<Pose>(pose);")]
    [InlineData("new Bag().Add<Pose>(pose);")]
    public void A_read_or_a_write_to_a_copy(string statement) => Expect.Nothing(Code("[ClientSide]", "", statement));

    [Fact]
    public void Unmarked_code_may_write() => Expect.Nothing(Code("", "", "pose.X = 1; world.Create(pose);"));

    [Fact]
    public void A_type_in_a_marked_type_runs_on_clients_too() => Expect.Each("RPL018", Components + """
        [ClientSide] public class View
        {
            public struct Inside { public class Deep { public static void Draw(Span<Pose> all) { [|all[0].X|] = 1; } } }
            int Property { set { _pose.Y = [|_pose.X|] = value; } }
            Pose _pose;
        }
        """.Replace("_pose.Y =", "[|_pose.Y|] =", StringComparison.Ordinal));

    [Fact]
    public void A_marked_lambda_or_local_function_in_unmarked_code() => Expect.Each("RPL018", Components + """
        public class Match
        {
            Pose _pose;
            void Run()
            {
                _pose.X = 1;
                Action draw = [ClientSide] () => [|_pose.X|] = 2;
                [ClientSide] void Local() { [|_pose.X|] = 3; }
                Local();
            }
        }
        """);

    [Fact]
    public void A_components_own_client_method_writes_it_but_its_constructor_makes_one() => Expect.Each(
        "RPL018",
        """
        [ClientSide] [Replicated] public partial struct Pose
        {
            public int X;
            public Pose(int x) { X = x; this.X += x; }
            public void Move() { [|X|] = 1; [|this|] = default; }
        }
        [ClientSide] public struct Ghost
        {
            private Pose _copy;
            public void Move() => _copy.X = 1;
        }
        """);

    [Fact]
    public void A_predicted_method_writes_ahead_of_the_server() => Expect.Nothing(Components + """
        [ClientSide] public class Player
        {
            [Predicted] public static void Move(ref Pose pose) { pose.X++; }
        }
        """);

    private static string Code(string typeAttribute, string methodAttribute, string statement) => Components + $$"""
        {{typeAttribute}} public class View
        {
            Pose _field; Plain _plain; Two _two; static Pose Static; List<Pose> _list = new();
            Pose Property { get; set; }
            static void Change(ref Pose pose) { }
            static void ChangeNumber(ref int number) { }
            static void Read(in Pose pose) { }
            static bool TryMake(out Pose made) => throw null!;

            {{methodAttribute}}
            void Draw(
                ref Pose pose, Span<Pose> span, Pose[] array, WorldStore world, Entity entity, Plain plain, bool flag)
            {
                {{statement}}
            }
        }
        public class Bag { public void Add<T>(T item) { } }
        """;
}
