using System.Security.Cryptography;

namespace Replication.Tests.Transport.Security;

/// <summary>Keys that anybody can write down: bytes that count up from the first.</summary>
internal sealed class CountingNumbers(byte first) : RandomNumberGenerator
{
    private byte _next = first;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        foreach (ref byte value in data)
            value = _next++;
    }
}
