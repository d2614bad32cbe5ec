using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>An independent verifier of what we sign.</summary>
internal static class Xmlsec1
{
    public static async Task VerifyAsync(string xml, string arguments, X509Certificate2 certificate)
    {
        var folder = Directory.CreateTempSubdirectory("liburia-xmlsec-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "m.xml"), xml, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "k.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            using var check = Process.Start(new ProcessStartInfo("xmlsec1", ["--verify", "--pubkey-cert-pem", "k.pem", .. arguments.Split(' '), "m.xml"]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await check.WaitForExitAsync(TestContext.Current.CancellationToken);
            check.ExitCode.ShouldBe(0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
