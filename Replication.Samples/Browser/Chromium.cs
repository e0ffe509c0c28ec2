using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Replication.Samples;

/// <summary>A headless Chromium with one page, and a profile of its own that goes with it.</summary>
internal sealed class Chromium : IDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    // Without these it asks hosts of its maker, and slows pages down that nobody looks at.
    private static readonly string[] Switches =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
    ];

    private readonly Process _process;
    private readonly string _profile;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Whether it ended, which it does not do by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Opens a page.</summary>
    /// <param name="page">Its address.</param>
    /// <param name="certificate">One that no authority vouches for and that is to be trusted; null for none.</param>
    /// <exception cref="FileNotFoundException">No Chromium is installed.</exception>
    public static Chromium Open(string page, X509Certificate2? certificate)
    {
        string profile = Directory.CreateTempSubdirectory("match-browser").FullName;
        List<string> arguments = [.. Switches, $"--user-data-dir={profile}"];
        if (certificate is not null)
        {
            byte[] keyHash = SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo());
            arguments.Add($"--ignore-certificate-errors-spki-list={Convert.ToBase64String(keyHash)}");
        }

        arguments.Add(page);
        foreach (string program in Programs)
        {
            // What it says goes nowhere: this process's output is read by the server's.
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            try
            {
                Process process = Process.Start(start)!;
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                return new Chromium(process, profile);
            }
            catch (Win32Exception)
            {
                // Not under this name.
            }
        }

        Directory.Delete(profile, recursive: true);
        throw new FileNotFoundException($"No browser is installed: none of {string.Join(", ", Programs)} was found.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A child that is still ending writes to it; it is a temporary folder.
        }
    }
}
