using NSec.Cryptography;

namespace Replication.Transport;

/// <summary>Which library seals on this machine.</summary>
internal static class AeadSources
{
    private static readonly Lazy<IAeadSource> BestSource = new(Choose);

    /// <summary>
    /// libsodium where its native library is there, else the base library: for 200 bytes libsodium takes a quarter of
    /// the time to seal and two fifths to open (benchmark aead), and refuses a forged packet without an exception.
    /// Where neither is there, as in a browser, managed code. Any thread.
    /// </summary>
    public static IAeadSource Best => BestSource.Value;

    private static IAeadSource Choose()
    {
        if (HasSodium())
            return new SodiumAeadSource();
        return System.Security.Cryptography.ChaCha20Poly1305.IsSupported
            ? new PlatformAeadSource()
            : new ManagedAeadSource();
    }

    private static bool HasSodium()
    {
        try
        {
            return AeadAlgorithm.ChaCha20Poly1305.KeySize == IAead.KeyBytes;
        }
        catch (Exception exception) when (
            exception is PlatformNotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            return false;
        }
    }
}
