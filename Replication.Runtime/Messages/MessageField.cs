using System.Numerics;

namespace Replication.Runtime;

/// <summary>What strings, lists and nested records of messages have in common.</summary>
public static class MessageField
{
    /// <summary>Refuses null where a message's field is declared without it.</summary>
    /// <typeparam name="T">What the field holds.</typeparam>
    /// <param name="value">The field's value.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">It is null.</exception>
    public static T Required<T>(T? value, string field)
        where T : class
    {
        if (value is null) Throw.MessageFieldNull(field);
        return value;
    }

    /// <summary>The bits of a count.</summary>
    /// <param name="max">The largest count, 1 to 65,535.</param>
    /// <returns>1 to 16.</returns>
    internal static int CountBits(int max) => BitOperations.Log2((uint)max) + 1;

    internal static int ReadCount(ref BitReader reader, int max, int elementBits)
    {
        int count = (int)reader.Read(CountBits(max));
        if (count <= max && (long)count * elementBits <= reader.RemainingBits) return count;
        reader.Fail();
        return 0;
    }
}
