using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Values for a replica's owner alone that are taken into what everybody receives.</summary>
public sealed class AudienceDiagnosticTests
{
    private const string Components = """
        [Replicated] [Audience(Audience.Owner)] public partial struct Purse
        {
            public int Gold;
            public Inner Inner;
            public int Silver { get; set; }
        }
        [Replicated] [Audience(Audience.Owner)] public partial struct Diary { public int Gold; }
        [Replicated] [Audience(Audience.Team)] public partial struct Orders { public int Target; }
        [Replicated] public partial struct Badge
        {
            public int Rank;
            public Inner Inner;
            public Badge(int rank) { Rank = rank; }
        }
        public struct Inner { public int Value; public Inner(int value) { Value = value; } }

        """;

    [Fact]
    public void An_audience_without_replicated() => Expect.Error(
        "RPL019",
        "'Purse' has [Audience] and is not replicated; add [Replicated], or remove [Audience]",
        "[[|Audience|](Audience.Owner)] public struct Purse { public int Gold; }");

    [Fact]
    public void The_message_names_both_components() => Expect.Warning(
        "RPL020",
        "'Gold' of 'Purse' is for its owner and 'Badge' goes to everybody; "
            + "write it into a component for the owner, or give 'Badge' the same [Audience]",
        Code("badge.Rank = [|purse.Gold|];"));

    [Theory]
    [InlineData("badge.Rank = [|purse.Gold|];")]
    [InlineData("badge.Rank += [|purse.Silver|] * 2;")]
    [InlineData("badge.Rank = Math.Max(1, [|purse.Gold|]);")]
    [InlineData("badge.Rank = [|purse.Gold|] > 10 ? 1 : 0;")]
    [InlineData("badge.Inner.Value = [|purse.Inner|].Value;")]
    [InlineData("badge.Inner = new Inner([|purse.Gold|]);")]
    [InlineData("world.Get<Badge>(entity).Rank = [|world.Get<Purse>(entity).Gold|];")]
    [InlineData("badge = new Badge { Rank = [|purse.Gold|] };")]
    [InlineData("badge = badge with { Rank = [|purse.Gold|] };")]
    [InlineData("badge = new Badge { Inner = { Value = [|purse.Gold|] } };")]
    [InlineData("world.Create(new Badge([|purse.Gold|]));")]
    [InlineData("(badge.Rank, int mine) = ([|purse.Gold|], 1);")]
    public void A_value_that_everybody_would_receive(string statement) => Expect.Each("RPL020", Code(statement));

    [Theory]
    [InlineData(
        "badge.Rank = [|orders.Target|];",
        "'Target' of 'Orders' is for its team and 'Badge' goes to everybody; "
            + "write it into a component for the team, or give 'Badge' the same [Audience]")]
    [InlineData(
        "orders.Target = [|purse.Gold|];",
        "'Gold' of 'Purse' is for its owner and 'Orders' goes to its team; "
            + "write it into a component for the owner, or give 'Orders' the same [Audience]")]
    public void A_value_that_more_than_its_team_or_owner_would_receive(string statement, string message) =>
        Expect.Warning("RPL020", message, Code(statement));

    [Theory]
    [InlineData("orders.Target = badge.Rank; purse.Gold = orders.Target;")]
    [InlineData("diary.Gold = purse.Gold; purse.Gold = badge.Rank;")]
    [InlineData("badge.Rank = badge.Inner.Value + 1;")]
    [InlineData("int mine = purse.Gold; mine += purse.Silver;")]
    [InlineData("(badge.Rank, int mine) = (1, purse.Gold);")]
    [InlineData("badge.Rank = nameof(purse.Gold).Length;")]
    [InlineData("badge.Rank = new Purse { Gold = 1 }.ToString()!.Length;")]
    [InlineData("world.Create(new Purse { Gold = purse.Gold });")]
    public void A_value_that_stays_with_its_owner(string statement) => Expect.Nothing(Code(statement));

    private static string Code(string statement) => Components + $$"""
        public class Rules
        {
            void Run(
                ref Purse purse, ref Badge badge, ref Diary diary, ref Orders orders, WorldStore world, Entity entity)
            {
                {{statement}}
            }
        }
        """;
}
