using CsCheck;
using Replication.Runtime;
using Replication.Tests.Snapshots;
using Xunit;

namespace Replication.Tests.Interest;

public class RowSelectionTests
{
    [Fact]
    public void The_highest_priorities_come_first_and_those_that_wait_gather() =>
        Gen.Select(Gen.UInt[1, 1_000_000], Gen.Int[1, 300]).Sample((seed, rowCount) =>
        {
            var random = new Random((int)seed);
            var scene = new SelectionScene(rowCount, random);
            for (int tick = 0; tick < 30; tick++)
            {
                scene.Change(random);
                int[] expected = scene.Expect(random.Next(rowCount + 1));
                scene.Selection.Begin(scene.View, 1 + random.Next(20));
                foreach (int row in expected)
                {
                    if (!scene.Selection.TryNext(scene.View, out int next) || next != row) return false;
                }

                foreach (int row in expected) scene.Send(row);
            }

            return true;
        });

    [Fact]
    public void Every_row_is_handed_out_once_however_wrong_the_guesses_are()
    {
        var scene = new SelectionScene(200, new Random(1));
        scene.Change(new Random(2));
        foreach (float bar in new[] { 0, 1e-3f, 1e6f })
        {
            scene.View.PriorityBar = bar;
            int[] expected = scene.Expect(200);
            scene.Selection.Begin(scene.View, 3);
            Assert.All(expected, row =>
            {
                Assert.True(scene.Selection.TryNext(scene.View, out int next));
                Assert.Equal(row, next);
            });
            Assert.False(scene.Selection.TryNext(scene.View, out _));
        }
    }

    // A view of rows with weights and urgencies, and what a plain sort makes of it.
    private sealed class SelectionScene
    {
        private readonly float[] _gathered;
        private readonly Urgency _urgency;

        public SelectionScene(int rowCount, Random random)
        {
            var rows = new RowTable(rowCount);
            RowLayout layout = VersionLogTests.Layouts()[0];
            for (int i = 0; i < rowCount; i++) rows.Add(layout);
            _urgency = new Urgency(rows, new VersionLog(10, 1 << 16), new RowBits());
            _urgency.Update();
            Selection = new RowSelection(_urgency);
            View = new ClientView(rows, memoryTicks: 10);
            var changed = new RowBits();
            changed.Grow(rowCount);
            View.Update(rows.Alive, changed, new Tick(1));
            _gathered = new float[rowCount];
            for (int i = 0; i < rowCount; i++) View.Baselines.Weights[View.Baselines.PlaceOf(i)] = 1 + random.Next(3);
        }

        public RowSelection Selection { get; }

        public ClientView View { get; }

        public void Change(Random random)
        {
            for (int i = 0; i < _gathered.Length; i++)
            {
                if (random.Next(2) == 0) View.MarkUnsent(i);
            }
        }

        public int[] Expect(int count)
        {
            int[] unsent = [.. Enumerable.Range(0, _gathered.Length).Where(View.Unsent.Has)];
            foreach (int row in unsent)
                _gathered[row] += View.Baselines.Weights[View.Baselines.PlaceOf(row)] * _urgency.Factors[row];
            return [.. unsent.OrderByDescending(row => _gathered[row]).ThenBy(static row => row).Take(count)];
        }

        public void Send(int row)
        {
            View.MarkSent(row);
            _gathered[row] = 0;
        }
    }
}
