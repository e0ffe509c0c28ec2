using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class SymbolCodeTests
{
    // Lengths of a whole prefix code from 1 to some 200 symbols, short ones and the longest.
    private static readonly Gen<string> Lengths = Gen.Select(Gen.Int[1, 200], Gen.Int[0, int.MaxValue]).Select(
        static (count, seed) =>
        {
            var random = new Random(seed);
            var counts = new double[count];
            for (int i = 0; i < count; i++) counts[i] = Math.Exp(random.NextDouble() * 16);
            return CodeLengths.Of(counts);
        });

    [Fact]
    public void Symbols_survive_and_cost_their_lengths() =>
        Gen.Select(Lengths, Gen.Int[0, int.MaxValue]).Sample((lengths, seed) =>
        {
            var code = new SymbolCode(lengths);
            var random = new Random(seed);
            int[] symbols = [.. Enumerable.Range(0, 40).Select(_ => random.Next(code.Count))];
            var buffer = new byte[100];
            var writer = new BitWriter(buffer);
            int bits = 0;
            foreach (int symbol in symbols)
            {
                code.Write(ref writer, symbol);
                bits += Convert.ToInt32(lengths[symbol].ToString(), 16);
            }

            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            foreach (int symbol in symbols)
            {
                if (code.Read(ref reader) != symbol) return false;
            }

            return writer.BitCount == bits && !reader.Failed;
        });

    [Theory]
    [InlineData("11", 1, "1")]
    [InlineData("2133", 2, "110")]
    [InlineData("2133", 0, "10")]
    [InlineData("2133", 1, "0")]
    public void A_code_is_canonical_with_its_first_bit_first(string lengths, int symbol, string expected)
    {
        var buffer = new byte[8];
        var writer = new BitWriter(buffer);
        new SymbolCode(lengths).Write(ref writer, symbol);
        var reader = new BitReader(buffer);
        string bits = "";
        for (int i = 0; i < writer.BitCount; i++) bits += reader.ReadBit() ? '1' : '0';
        Assert.Equal(expected, bits);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("111")]
    [InlineData("22")]
    [InlineData("00")]
    [InlineData("210")]
    public void Lengths_of_no_whole_prefix_code_are_refused(string lengths) =>
        Assert.Contains(lengths, Assert.Throws<ArgumentException>(() => new SymbolCode(lengths)).Message);

    [Fact]
    public void An_only_symbol_takes_no_bits()
    {
        var code = new SymbolCode("0");
        var writer = new BitWriter(new byte[8]);
        code.Write(ref writer, 0);
        var reader = new BitReader([]);
        Assert.Equal(0, code.Read(ref reader));
        Assert.Equal(0, writer.BitCount);
        Assert.False(reader.Failed);
    }

    [Fact]
    public void Garbage_is_symbols_until_it_ends() =>
        Gen.Select(Lengths.Where(static text => text.Length > 1), Gen.Byte.Array[0, 20]).Sample((lengths, bytes) =>
        {
            var code = new SymbolCode(lengths);
            var reader = new BitReader(bytes);
            for (int i = 0; i < 200; i++)
            {
                int symbol = code.Read(ref reader);
                if (symbol < 0 || symbol >= code.Count) return false;
            }

            return reader.Failed;
        });
}
