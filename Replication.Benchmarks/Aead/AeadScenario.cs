using System.CommandLine;
using Replication.Samples;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// What sealing and opening one packet costs, with libsodium through NSec and with the base library, in
/// ChaCha20-Poly1305 and, where the processor has it, AES-256-GCM: a small packet and the largest payload of a sealed
/// session.
/// </summary>
internal static class AeadScenario
{
    private const int Count = 64;

    private static readonly int[] Sizes = [200, 1_200];

    private static readonly (string Name, string Meaning, IAeadSource Source)[] Libraries =
        [("nsec", "NSec, libsodium", new SodiumAeadSource()), ("bcl", "base library", new PlatformAeadSource())];

    private static readonly (string Name, string Meaning, CipherKind Kind)[] Ciphers =
        [("", "ChaCha20-Poly1305", CipherKind.ChaCha20), ("aes_", "AES-256-GCM", CipherKind.AesGcm)];

    public static Command Command(Option<bool> json)
    {
        Option<int> rounds = OptionRanges.Whole(
            "--rounds", "Rounds that count; the median of them is printed.", 101, 1, 100_000);
        var command = new Command("aead", "Nanoseconds to seal and to open one packet.") { rounds };
        command.SetAction(parsed =>
        {
            Run(parsed.GetValue(rounds)).Print(parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Report Run(int rounds)
    {
        Batch[] batches =
        [
            .. from cipher in Ciphers
               from library in Libraries
               from size in Sizes
               where cipher.Kind != CipherKind.AesGcm || library.Source.HasAesGcm
               select new Batch(
                   library.Source.Create(cipher.Kind, new byte[IAead.KeyBytes]),
                   size,
                   $"{size}_{cipher.Name}{library.Name}",
                   $"{size:N0} bytes, {cipher.Meaning}, {library.Meaning}"),
        ];
        Action[] work = [.. batches.SelectMany(static batch => (Action[])[batch.Seal, batch.Open])];
        long allocated = work.Sum(static piece =>
        {
            piece();
            return Measure.AllocatedBytes(piece);
        });
        double[] times = Measure.MedianNanoseconds(rounds, work);
        var report = new Report("aead");
        for (int index = 0; index < batches.Length; index++)
        {
            using Batch batch = batches[index];
            report.Add($"ns_seal_{batch.Name}", times[2 * index] / Count, $"seal {batch.Meaning}");
            report.Add($"ns_open_{batch.Name}", times[(2 * index) + 1] / Count, $"open {batch.Meaning}");
        }

        return report.Add("alloc_bytes", allocated, "bytes allocated by a batch of each");
    }

    /// <summary>So many packets of one size, each sealed from its text and opened into another place.</summary>
    private sealed class Batch(IAead cipher, int sizeBytes, string name, string meaning) : IDisposable
    {
        private readonly byte[] _associated = new byte[NetcodeFormat.VersionBytes + sizeof(ulong) + 1];
        private readonly byte[] _text = new byte[sizeBytes];
        private readonly byte[] _opened = new byte[sizeBytes];
        private readonly byte[] _sealed = new byte[Count * (sizeBytes + IAead.TagBytes)];

        public string Name => name;

        public string Meaning => meaning;

        public void Seal()
        {
            Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
            for (int index = 0; index < Count; index++)
            {
                NetcodeFormat.WriteNonce(nonce, (ulong)index);
                cipher.Seal(nonce, _associated, _text, Packet(index));
            }
        }

        public void Open()
        {
            Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
            for (int index = 0; index < Count; index++)
            {
                NetcodeFormat.WriteNonce(nonce, (ulong)index);
                if (!cipher.TryOpen(nonce, _associated, Packet(index), _opened))
                    throw new InvalidOperationException("A packet did not open.");
            }
        }

        public void Dispose() => cipher.Dispose();

        private Span<byte> Packet(int index)
        {
            int packetBytes = sizeBytes + IAead.TagBytes;
            return _sealed.AsSpan(index * packetBytes, packetBytes);
        }
    }
}
