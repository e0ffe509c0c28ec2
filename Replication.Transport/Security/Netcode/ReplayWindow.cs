using System.Runtime.CompilerServices;

namespace Replication.Transport;

/// <summary>
/// Which sequence numbers have arrived: the newest and the 255 before it, a bit each, in a ring. It moves only for a
/// packet that opened, else a forged number would shut out the real ones.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 256;

    private Bits _bits;
    private ulong _newest;
    private bool _isStarted;

    /// <returns>False: taken already, or so old that the window does not know.</returns>
    public readonly bool CanTake(ulong sequence)
    {
        if (!_isStarted || sequence > _newest)
            return true;
        return _newest - sequence < Size && !Has(sequence);
    }

    /// <summary>Notes a number that <see cref="CanTake"/> allowed and whose packet opened.</summary>
    public void Take(ulong sequence)
    {
        if (!_isStarted || sequence > _newest)
            MoveTo(sequence);
        _bits[Word(sequence)] |= Mask(sequence);
    }

    private void MoveTo(ulong sequence)
    {
        if (!_isStarted || sequence - _newest >= Size)
        {
            _bits = default;
        }
        else
        {
            for (ulong skipped = _newest + 1; skipped != sequence; skipped++)
                _bits[Word(skipped)] &= ~Mask(skipped);
            _bits[Word(sequence)] &= ~Mask(sequence);
        }

        _newest = sequence;
        _isStarted = true;
    }

    private readonly bool Has(ulong sequence) => (_bits[Word(sequence)] & Mask(sequence)) != 0;

    private static int Word(ulong sequence) => (int)(sequence % Size / 64);

    private static ulong Mask(ulong sequence) => 1UL << (int)(sequence % 64);

    [InlineArray(Size / 64)]
    private struct Bits
    {
        private ulong _first;
    }
}
