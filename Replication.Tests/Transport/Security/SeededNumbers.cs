using System.Security.Cryptography;
using Replication.Transport;

namespace Replication.Tests.Transport.Security;

/// <summary>The same "random" keys for the same seed.</summary>
internal sealed class SeededNumbers(ulong seed) : RandomNumberGenerator
{
    private SeededRandom _random = new(seed);

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        foreach (ref byte value in data)
            value = (byte)_random.Next();
    }
}
