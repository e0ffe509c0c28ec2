namespace Replication.Tests.Transport;

/// <summary>Hexadecimal text with spaces, as the protocol's document prints packets.</summary>
internal static class Hex
{
    public static byte[] Parse(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static string Print(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
