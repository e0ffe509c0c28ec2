using System.Numerics;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Interest;

public class GridCellsTests
{
    [Fact]
    public void Cells_hold_what_was_put_into_them()
    {
        var random = new Random(7);
        var cells = new GridCells();
        var expected = new Dictionary<int, (GridCell Cell, Vector2 Place)>();
        cells.Grow(500);
        for (int step = 0; step < 20_000; step++)
        {
            int index = random.Next(500);
            if (random.Next(4) == 0)
            {
                cells.Remove(index);
                expected.Remove(index);
                continue;
            }

            var cell = new GridCell(random.Next(-3, 3), random.Next(-2, 2));
            var place = new Vector2(random.NextSingle(), random.NextSingle());
            cells.Put(index, cell, place);
            expected[index] = (cell, place);
        }

        var found = new Dictionary<int, (GridCell Cell, Vector2 Place)>();
        for (int y = -2; y < 2; y++)
        {
            for (int x = -3; x < 3; x++)
            {
                var cell = new GridCell(x, y);
                for (GridCells.Block block = cells.In(cell); !block.IsNone; block = cells.After(block))
                {
                    foreach (GridCells.Entry entry in block.Entries) found.Add(entry.Index, (cell, entry.Place));
                }
            }
        }

        Assert.Equal(expected.OrderBy(static pair => pair.Key), found.OrderBy(static pair => pair.Key));
    }
}
