namespace Replication.Generators.Parsing;

/// <summary>Tells whether two texts are the same, word for word; FNV-1a, 64 bits.</summary>
internal struct SurfaceHash()
{
    private const ulong Prime = 0x100000001B3;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public static ulong Of(string word)
    {
        var hash = new SurfaceHash();
        hash.Add(word);
        return hash.Value;
    }

    public void Add(string word)
    {
        ulong value = Value;
        foreach (char letter in word) value = unchecked((value ^ letter) * Prime);

        // A word's end counts, or "a b" would be "ab".
        Value = unchecked((value ^ char.MaxValue) * Prime);
    }
}
