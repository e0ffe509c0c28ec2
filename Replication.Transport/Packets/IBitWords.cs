namespace Replication.Transport;

/// <summary>Bits of positions in words of 64, wherever these lie.</summary>
internal interface IBitWords
{
    /// <summary>The word that has a position's bit, at the position modulo 64.</summary>
    ref ulong WordOf(long position);
}
