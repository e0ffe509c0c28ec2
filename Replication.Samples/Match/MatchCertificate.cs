using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Samples;

/// <summary>
/// A certificate for this machine, made when the program runs and trusted by who was handed its public half. A server
/// on a network has one that an authority signed, and its clients need none of this.
/// </summary>
internal static class MatchCertificate
{
    private const string HostName = "localhost";

    /// <summary>A certificate with its private key, for two days.</summary>
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={HostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(HostName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // Through a file's format, since Windows' TLS takes no key that lives in memory alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What a TLS server needs.</summary>
    public static SslServerAuthenticationOptions ForServer(X509Certificate2 certificate) =>
        new() { ServerCertificate = certificate };

    /// <summary>What a TLS client needs that trusts this certificate and no other.</summary>
    public static SslClientAuthenticationOptions ForClient(X509Certificate2 certificate) =>
        new() { TargetHost = HostName, CertificateChainPolicy = Trust(certificate) };

    /// <summary>Trusts this certificate and no other.</summary>
    public static X509ChainPolicy Trust(X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(certificate);
        return policy;
    }
}
