using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>An independent hand: it verifies what we sign, and signs what we read.</summary>
internal static class Xmlsec1
{
    public static Task VerifyAsync(string xml, string arguments, X509Certificate2 certificate) =>
        RunAsync(xml, certificate.ExportCertificatePem(), ["--verify", "--pubkey-cert-pem", "k.pem", .. arguments.Split(' '), "m.xml"]);

    /// <summary>Fills in the signatures that a message has the places of, one after another.</summary>
    /// <param name="signed">Elements that carry them, as XPath and name with namespace; the inner ones first.</param>
    public static async Task<string> SignAsync(string xml, RSA key, params (string XPath, string Id)[] signed)
    {
        foreach (var (xpath, id) in signed) xml = await RunAsync(xml, key.ExportPkcs8PrivateKeyPem(), ["--sign", "--privkey-pem", "k.pem", "--id-attr:ID", id, "--node-xpath", xpath, "m.xml"]);
        return xml;
    }

    private static async Task<string> RunAsync(string xml, string pem, IEnumerable<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("liburia-xmlsec-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "m.xml"), xml, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "k.pem"), pem, TestContext.Current.CancellationToken);
            using var program = Process.Start(new ProcessStartInfo("xmlsec1", arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            program.ExitCode.ShouldBe(0, await errors);
            return said;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
