using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Delta;

public class BaselineTableTests
{
    private const int Rows = 5_000;

    [Fact]
    public void It_holds_what_a_dictionary_would()
    {
        var random = new Random(3);
        var table = new BaselineTable();
        var expected = new SortedDictionary<int, ushort>();
        table.Grow(Rows);
        for (int step = 0; step < 20_000; step++)
        {
            int index = random.Next(Rows);
            if (expected.Remove(index))
            {
                table.Remove(index);
            }
            else
            {
                Assert.False(table.Has(index));
                Assert.Equal(0, table.Add(index).Generation);
                table[index].Generation = expected[index] = (ushort)random.Next(1, 65_536);
            }
        }

        var found = new List<int>();
        for (int index = table.Next(0); index >= 0; index = table.Next(index + 1)) found.Add(index);
        Assert.Equal(expected.Keys, found);
        Assert.All(expected, pair => Assert.Equal(pair.Value, table[pair.Key].Generation));
    }

    [Fact]
    public void Its_memory_follows_the_rows_it_holds_and_not_the_world()
    {
        var table = new BaselineTable();
        table.Grow(100_000);
        for (int i = 0; i < 500; i++) table.Add(i * 200);
        Assert.InRange(table.Bytes, 0, 300_000);
    }

    [Fact]
    public void Pages_that_hold_nothing_serve_other_rows()
    {
        var table = new BaselineTable();
        table.Grow(Rows);
        table.Add(0);
        long bytes = table.Bytes;
        for (int index = 0; index < Rows - 1; index++)
        {
            table.Add(index + 1);
            table.Remove(index);
        }

        Assert.Equal(bytes, table.Bytes);
    }
}
