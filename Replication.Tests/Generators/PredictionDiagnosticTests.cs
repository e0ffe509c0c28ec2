using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What would make a predicted method give something else when it runs again.</summary>
public sealed class PredictionDiagnosticTests
{
    [Fact]
    public void The_message_about_a_clock() => Expect.Error(
        "RPL021",
        "'Move' is predicted and reads the clock 'DateTime.UtcNow', which says something else when it runs again; "
            + "count ticks, or take the time as a parameter",
        Code("var now = [|DateTime.UtcNow|];"));

    [Fact]
    public void The_message_about_randomness() => Expect.Error(
        "RPL022",
        "'Move' is predicted and draws from 'new Random()', which gives something else when it runs again; "
            + "seed a generator with the tick and the replica",
        Code("var random = [|new Random()|];"));

    [Fact]
    public void The_message_about_a_static() => Expect.Error(
        "RPL023",
        "'Move' is predicted and uses the mutable static 'Rules.Count', which is not set back when it runs again; "
            + "keep it in a component, make it readonly, or take it as a parameter",
        Code("[|Count|]++;"));

    [Theory]
    [InlineData("var now = [|DateTime.Now|];")]
    [InlineData("var now = [|DateTime.Today|];")]
    [InlineData("var now = [|DateTimeOffset.UtcNow|];")]
    [InlineData("var now = [|Environment.TickCount|];")]
    [InlineData("var now = [|Environment.TickCount64|];")]
    [InlineData("var now = [|Stopwatch.GetTimestamp|]();")]
    [InlineData("var watch = [|Stopwatch.StartNew|](); var passed = [|watch.Elapsed|];")]
    [InlineData("var watch = [|new Stopwatch()|];")]
    [InlineData("var now = [|time.GetUtcNow|]();")]
    [InlineData("var now = [|time.GetTimestamp|]();")]
    [InlineData("var now = [|clock.GetTimestamp|]();")]
    [InlineData("var passed = [|time.GetElapsedTime|](1);")]
    [InlineData("Func<long> now = [|time.GetTimestamp|];")]
    [InlineData("Func<DateTime> now = () => [|DateTime.Now|];")]
    [InlineData("DateTime Local() => [|DateTime.Now|]; Local();")]
    public void A_clock(string statement) => Expect.Each("RPL021", Code(statement));

    [Theory]
    [InlineData("Random random = [|new()|];")]
    [InlineData("var roll = [|Random.Shared|].Next(6);")]
    [InlineData("var id = [|Guid.NewGuid|]();")]
    [InlineData("var id = [|Guid.CreateVersion7|]();")]
    [InlineData("var roll = [|RandomNumberGenerator.GetInt32|](6);")]
    public void Randomness_that_no_seed_decides(string statement) => Expect.Each("RPL022", Code(statement));

    [Theory]
    [InlineData("[|Count|] = 1;")]
    [InlineData("int read = [|Count|] + [|Rules.Total|];")]
    [InlineData("[|Other.Shared|].Clear();")]
    [InlineData("System.Globalization.CultureInfo culture = [|System.Globalization.CultureInfo.CurrentCulture|];")]
    [InlineData("Action later = () => [|Count|]++;")]
    public void A_mutable_static(string statement) => Expect.Each("RPL023", Code(statement));

    [Theory]
    [InlineData("var random = new Random(42); int roll = random.Next(6);")]
    [InlineData("int fixedNumber = Fixed + Constant + ReadOnly + Computed + (int)DayOfWeek.Friday;")]
    [InlineData("var zero = Vector3.Zero; string empty = string.Empty; var max = int.MaxValue;")]
    [InlineData("string name = nameof(Count) + nameof(DateTime.Now);")]
    [InlineData("var date = new DateTime(2026, 11, 22); var id = new Guid(); var none = Guid.Empty;")]
    [InlineData("var passed = time.GetElapsedTime(1, 2); var same = Stopwatch.GetElapsedTime(1, 2);")]
    [InlineData("_count++; double perTick = 1.0 / Stopwatch.Frequency;")]
    [InlineData("Helper();")]
    public void What_is_the_same_every_time(string statement) => Expect.Nothing(Code(statement));

    [Fact]
    public void Only_predicted_code_is_held_to_it() => Expect.Each("RPL021", """
        public class Rules
        {
            public static int Count;
            void Run()
            {
                Count++;
                var now = DateTime.Now;
                [Predicted] long Step() => [|DateTime.Now|].Ticks;
                Func<long> step = [Predicted] () => [|DateTime.UtcNow|].Ticks;
                Step();
            }
        }
        """);

    private static string Code(string statement) => $$"""
        public class Rules
        {
            public static int Count;
            public static int Total { get; set; }
            public static readonly int Fixed = 1;
            public const int Constant = 2;
            public static int ReadOnly { get; } = 3;
            public static int Computed { get => 4; set { } }
            private int _count;
            static void Helper() { Count++; }

            [Predicted]
            void Move(TimeProvider time, Clock clock)
            {
                {{statement}}
            }
        }
        public sealed class Clock : TimeProvider { public override long GetTimestamp() => 0; }
        public static class Other { public static List<int> Shared = new(); }
        """;
}
