using System.Diagnostics;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Liburia.Platform.Documents;
using Liburia.Platform.Seals;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

/// <summary>Seals, judged by programs that are not ours, and by one changed byte anywhere.</summary>
public sealed class SealTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private async Task<byte[]> PaperAsync()
    {
        town.Renderer.IsReal = true;
        return await town.Services.GetRequiredService<IPdfRenderer>().RenderAsync(Page, TestContext.Current.CancellationToken);
    }

    private const string Page =
        "<html lang='it'><head><title>Prova</title></head><body><h1>Sigillo di prova</h1><p>Città, perché, €</p><p><a href='https://example.org/'>un legame</a></p></body></html>";

    private Task<byte[]> SealAsync(byte[] pdf, string slug = "cesa") => town.InAsync(slug, services => services.GetRequiredService<Sealer>().SealPdfAsync(pdf, "Prova n. 1"));

    private Task<SealVerdict> VerifyAsync(byte[] pdf, string slug = "cesa") => town.InAsync(slug, services => Task.FromResult(services.GetRequiredService<Sealer>().VerifyPdf(pdf)));

    [Fact]
    public async Task CV18_Pdf_Sealed_IsValidForPdfsig_AndForOpenssl()
    {
        town.Require();
        var paper = await PaperAsync();
        var pdf = await SealAsync(paper);

        pdf.AsSpan(0, paper.Length).SequenceEqual(paper).ShouldBeTrue("the document itself must not change");
        var folder = Directory.CreateTempSubdirectory("liburia-seal-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.pdf"), pdf, TestContext.Current.CancellationToken);
        var said = Run("pdfsig", "-nocert", Path.Combine(folder, "a.pdf"));
        said.ShouldContain("Signature is Valid.");
        said.ShouldContain("Total document signed");
        said.ShouldContain("ETSI.CAdES.detached");
        var (covered, cms) = PdfSeal.Read(pdf);
        await File.WriteAllBytesAsync(Path.Combine(folder, "covered"), covered, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "cms"), cms, TestContext.Current.CancellationToken);
        Run("openssl", "cms", "-verify", "-inform", "DER", "-in", Path.Combine(folder, "cms"), "-content", Path.Combine(folder, "covered"), "-binary", "-noverify", "-out", "/dev/null").ShouldContain("successful", Case.Insensitive);
        var verdict = await VerifyAsync(pdf);
        verdict.IsOurs.ShouldBeTrue();
        verdict.SealedBy.ShouldBe("Sigillo DIMOSTRATIVO di Cesa");
        (await VerifyAsync(pdf, "succivo")).IsOurs.ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Pdf_OneByteChangedAnywhere_IsFound()
    {
        town.Require();
        var pdf = await SealAsync(await PaperAsync());
        var text = Encoding.Latin1.GetString(pdf);
        var contents = text.IndexOf("/Contents <", text.IndexOf("/ByteRange", StringComparison.Ordinal), StringComparison.Ordinal) + 11;
        var random = new Random(5080);
        var places = Enumerable.Range(0, 300).Select(_ => random.Next(pdf.Length)).Concat([0, 1, pdf.Length - 1, contents - 1]).Where(at => at < contents || at >= text.IndexOf('>', contents));
        foreach (var at in places)
        {
            var changed = (byte[])pdf.Clone();
            changed[at] ^= 0x01;
            await Should.ThrowAsync<SealRefused>(() => VerifyAsync(changed), $"byte {at} changed and nobody saw it");
        }
        await Should.ThrowAsync<SealRefused>(() => VerifyAsync([.. pdf, (byte)'\n']), "bytes after the seal");
        await Should.ThrowAsync<SealRefused>(() => VerifyAsync(pdf[..^10]), "cut short");
    }

    [Theory]
    [InlineData("pyhanko-tail-uncovered.pdf")]
    [InlineData("pyhanko-weird-byterange.pdf")]
    [InlineData("pyhanko-base.pdf")]
    [InlineData("hide.pdf")]
    public async Task Pdf_OfTheHostileSet_IsRefusedInWords(string file)
    {
        town.Require();
        var pdf = await File.ReadAllBytesAsync(Path.Combine(Shared.Data, "signatures", "pades", file), TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<SealRefused>(() => VerifyAsync(pdf))).Message.ShouldNotBeNullOrWhiteSpace();
        await Should.ThrowAsync<SealRefused>(() => SealAsync(pdf), "only what the renderer made is sealed");
    }

    [Fact]
    public async Task Certificate_IssuedOnline_CarriesTheSealOfItsComune()
    {
        town.Require();
        var pdf = await CertificateSample.IssueAsync(town);
        (await VerifyAsync(pdf)).IsOurs.ShouldBeTrue();
    }

    [Fact]
    public async Task TimeStamp_FromAServiceOnLoopback_IsInsideTheSeal_AndASilentServiceStopsTheSeal()
    {
        town.Require();
        await using var service = await StampingAuthority.StartAsync();
        var installation = town.Installation with { TimeStampUrl = service.Address };
        var sealer = (ITimeStamps stamps) => town.InAsync("cesa", async services => await new Sealer(services.GetRequiredService<ISealKeys>(), stamps, services.GetRequiredService<Liburia.Platform.Tenancy.Tenant>(), TimeProvider.System).SealPdfAsync(await PaperAsync(), "Prova"));
        var pdf = await sealer(new TimeStampService(installation));
        var verdict = await VerifyAsync(pdf);
        verdict.TimeStamped.ShouldBeTrue();
        verdict.At.ShouldBe(DateTime.UtcNow, TimeSpan.FromMinutes(1));
        await service.DisposeAsync();
        await Should.ThrowAsync<TimeStampUnavailable>(() => sealer(new TimeStampService(installation)));
    }

    [Fact]
    public async Task Key_Imported_FromAPkcs12File_Seals_AndWhatTheFormerSealedIsStillOurs()
    {
        town.Require();
        var former = await SealAsync(await PaperAsync(), "teverola");
        var folder = Directory.CreateTempSubdirectory("liburia-p12-").FullName;
        Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Sigillo qualificato di prova", "-days", "30", "-keyout", folder + "/k.pem", "-out", folder + "/c.pem");
        Run("openssl", "pkcs12", "-export", "-inkey", folder + "/k.pem", "-in", folder + "/c.pem", "-passout", "pass:segreta", "-out", folder + "/s.p12");
        var keys = town.Services.GetRequiredService<SealKeys>();
        var file = await File.ReadAllBytesAsync(folder + "/s.p12", TestContext.Current.CancellationToken);
        Should.Throw<SealRefused>(() => keys.Import("teverola", file, "sbagliata")).Message.ShouldContain("password");
        keys.Import("teverola", file, "segreta");

        var verdict = await VerifyAsync(await SealAsync(await PaperAsync(), "teverola"), "teverola");
        verdict.SealedBy.ShouldBe("Sigillo qualificato di prova");
        verdict.IsOurs.ShouldBeTrue();
        (await VerifyAsync(former, "teverola")).IsOurs.ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }

    internal static string Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said + errors.Result;
    }
}
